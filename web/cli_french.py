"""Click in French: its usage lines, headings and complaints, which it has in English alone."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click

from index.collecting import importing

USAGE = "Usage : "


class FrenchCommand(click.Command):
    """A command whose help is in French."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), USAGE)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _french_help(super().get_help_option(ctx))


class Place(NamedTuple):
    """The module in which a command is, as `NAME_command`, and what the group says of it."""

    module: str
    summary: str


class FrenchGroup(click.Group):
    """A group of commands whose help is in French. None is loaded before it is asked for: one needs
    the readers, another the server, and all of them a second to start."""

    def __init__(self, *arguments: Any, places: Mapping[str, Place], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._places = places

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] COMMANDE [ARGUMENTS]…", USAGE)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _french_help(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        with importing():
            module = import_module(self._places[cmd_name].module)
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self._places:
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"la commande {args[0]} n’existe pas ; il y a {known}.", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commandes"):
            formatter.write_dl([(name, place.summary) for name, place in self._places.items()])


def _french_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Affiche cette aide."
    return option


def run(command: click.Command) -> int:
    """Run a command and give its exit status; what was wrong with its call is said in French."""
    try:
        status = command.main(prog_name="filon", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.UsageError as error:
        context = error.ctx.command_path if error.ctx else "filon"
        click.echo(f"Erreur : {_complaint(error)}\nVoyez « {context} --help ».", err=True)
        return 2
    except click.ClickException as error:
        click.echo(f"Erreur : {error.message}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrompu.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output (`head`) has gone; Python would complain at exit.
        sys.stdout = None
        return 0
    return status if isinstance(status, int) else 0


def _complaint(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"l’option {error.option_name} n’existe pas."
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"il manque {name}."
    if isinstance(error, click.BadOptionUsage):
        return f"l’option {error.option_name} attend une valeur."
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param else ""
        return f"valeur refusée pour {name} : {error.message}"
    return error.message
