"""The documents that go with a ROF or MOP: tables of changes, reports, drafts of instruments."""
