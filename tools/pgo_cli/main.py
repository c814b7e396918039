"""The command line of ./pgo."""

import errno
import os
import signal
import sys

from . import i18n, inspect_commands, library, lint, server, testing
from .console import PgoError, explain, say
from .context import Context
from .setup import setup

HELP = """\
PGO: Plataforma de Gestión Organizacional

Uso: ./pgo <orden> [opciones]

  setup                  prepara todo en la carpeta privada .pgo (se puede repetir)
  up [--background] [--host H] [--port N] [--fresh]
                         prepara, instala y sirve el producto; muestra la dirección y los
                         usuarios de demostración (--fresh: rehace la demostración)
  down                   detiene el servidor y la base de datos privada
  status                 qué está en marcha
  logs [-f]              registro del servidor (-f: seguirlo)

  test [RUTA...] [-k EXPR] [--fresh]
                         todas las pruebas; con RUTA o -k, solo lo que corresponde
                         (--fresh: rehace las plantillas de base de datos)
  lint                   calidad del código
  i18n export [ADDON...] regenera los .pot y completa los es.po
  i18n check [ADDON...]  revisa que todo esté en español
  bench [--scale]        mediciones de velocidad

  check ARCHIVO.json [--base VIGENTE.json] [--context DATOS.json] [--json]
                         revisa un documento con las mismas reglas, sin servidor
  render ARCHIVO.json [--to FORMATO] -o SALIDA [--base VIGENTE.json] [--context DATOS.json]
                         escribe un documento en el formato pedido, sin servidor: html, pdf,
                         svg (organigrama), xlsx, ods, csv (un zip), json, redline (docx con
                         control de cambios sobre el vigente)…; con --paper CLASE, un documento
                         de su expediente en pdf o docx: cuadro comparativo, texto integrado…
                         (./pgo render --help los lista todos)
  sign ARCHIVO.pdf --authority CARPETA -o SALIDA.pdf [--reason MOTIVO] [--place LUGAR]
                         agrega una firma DE PRUEBA, sin valor legal, con la autoridad de
                         prueba de CARPETA (se crea si no existe)
  signatures ARCHIVO.pdf [--trust CERTIFICADO ...] [--json]
                         dice quién firmó, si el archivo está íntegro y si el certificado
                         proviene de una de las autoridades indicadas
  rules [--json]         lista las reglas con su base legal, gravedad y parámetros

  init --production      base nueva sin datos de demostración
  verify                 comprueba la cadena de eventos y los sellos
  shell                  consola de Python con Odoo
  psql [ARGUMENTOS]      psql sobre la base del producto

Variables: PGO_DATABASE_URL=postgresql://usuario:clave@servidor/base usa un servidor propio;
           ODOO_DEB=/ruta/odoo-19.deb usa ese paquete; PGO_STATE_DIR cambia la carpeta .pgo;
           PGO_POSTGRES=embedded usa un PostgreSQL descargado con pip; PGO_PYTHON=/ruta/python
           elige el intérprete (3.11 a 3.13).
"""


def main(root, argv):
    """Run one command and return the exit code."""
    # Ended by a service manager: leave through the same door as Ctrl+C.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _dispatch(Context(root), argv)
    except PgoError as exc:
        return _fail(exc)
    except BrokenPipeError:
        # Read by `head`: whoever listened has left, which is no failure of the command.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as exc:
        if exc.errno == errno.ENOSPC:
            return _fail(explain("No space left on device", "Escritura"))
        raise
    except KeyboardInterrupt:
        say("\nInterrumpido. Repita el mismo comando: continuará donde quedó.", err=True)
        return 130


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _fail(exc):
    sys.stdout.flush()
    say(f"Error: {exc}", err=True)
    if exc.hint:
        say(f"  Qué hacer: {exc.hint}", err=True)
    return exc.code


def _dispatch(ctx, argv):
    name, args = (argv[0], argv[1:]) if argv else ("help", [])
    commands = {
        "setup": lambda: _none(args) or setup(ctx) or 0,
        "up": lambda: server.up(ctx, **_up_options(args)),
        "down": lambda: _none(args) or server.down(ctx),
        "status": lambda: _none(args) or inspect_commands.status(ctx),
        "logs": lambda: inspect_commands.logs(ctx, "-f" in args),
        "test": lambda: testing.test(ctx, **_test_options(args)),
        "lint": lambda: _none(args) or lint.lint(ctx),
        "i18n": lambda: _i18n(ctx, args),
        "bench": lambda: inspect_commands.bench(ctx, args),
        "verify": lambda: _none(args) or inspect_commands.verify(ctx),
        "check": lambda: library.run(ctx, "check", args),
        "render": lambda: library.run(ctx, "render", args),
        "sign": lambda: library.run(ctx, "sign", args),
        "signatures": lambda: library.run(ctx, "signatures", args),
        "rules": lambda: library.run(ctx, "rules", args),
        "init": lambda: _init(ctx, args),
        "shell": lambda: inspect_commands.shell(ctx, args),
        "psql": lambda: inspect_commands.psql(ctx, args),
    }
    if name in ("help", "-h", "--help", "ayuda"):
        say(HELP)
        return 0
    if name not in commands:
        raise PgoError(f"No existe la orden «{name}».", "./pgo help muestra las que hay.", code=2)
    return commands[name]()


def _none(args):
    if args:
        raise PgoError(f"Esta orden no lleva argumentos: {' '.join(args)}", "./pgo help", code=2)


def _value(option, rest):
    if not rest:
        raise PgoError(f"{option} necesita un valor.", "./pgo help", code=2)
    return rest.pop(0)


def _up_options(args):
    options, rest = {}, list(args)
    while rest:
        option, _, inline = rest.pop(0).partition("=")
        if inline:
            rest.insert(0, inline)
        if option in ("--background", "--fresh") and not inline:
            options[option[2:]] = True
        elif option == "--host":
            options["host"] = _value(option, rest)
        elif option == "--port":
            number = _value(option, rest)
            if not number.isdigit() or not 1 <= int(number) <= 65535:
                raise PgoError(f"--port {number}: no es un puerto (1 a 65535).", code=2)
            options["port"] = int(number)
        else:
            raise PgoError(f"up no conoce «{option}».", "./pgo help", code=2)
    return options


def _test_options(args):
    options, rest = {"paths": []}, list(args)
    while rest:
        arg = rest.pop(0)
        if arg == "-k":
            options["expression"] = _value("-k", rest)
        elif arg == "--fresh":
            options["fresh"] = True
        elif arg.startswith("-"):
            raise PgoError(f"test no conoce «{arg}».", "./pgo help", code=2)
        else:
            options["paths"].append(arg)
    return options


def _i18n(ctx, args):
    if args[:1] == ["export"]:
        return i18n.export(ctx, args[1:])
    if args[:1] == ["check"]:
        return i18n.check(ctx, args[1:])
    raise PgoError("i18n necesita export o check.", "./pgo i18n check", code=2)


def _init(ctx, args):
    if args != ["--production"]:
        raise PgoError(
            "init crea la base de producción: ./pgo init --production",
            "Para la demostración use ./pgo up.",
            code=2,
        )
    return server.init_production(ctx)
