/**
 * `liquidus completion`: scripts with which a shell completes commands, options and register names.
 */
import type { Command, Option } from 'commander';
import { Argument } from 'commander';
import { POINTS } from '../device/points.js';
import { EXIT_HELP } from './exit.js';

/** Adds the command. It completes what `program` has when it runs. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .description('print a script with which bash, zsh or fish completes commands, options and register names')
    .addHelpText(
      'after',
      `\n${EXIT_HELP}\n\nExamples:\n  liquidus completion bash > ~/.local/share/bash-completion/completions/liquidus\n  liquidus completion zsh > ~/.zfunc/_liquidus\n  liquidus completion fish > ~/.config/fish/completions/liquidus.fish`,
    )
    .action((shell: string) => {
      const leaves = leavesOf(program);
      process.stdout.write(shell === 'fish' ? fish(leaves) : shell === 'zsh' ? zsh(leaves) : bash(leaves));
    });
}

/** A command with its path below the program: `config apply`. */
interface Leaf {
  readonly path: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Words that may follow besides options. */
  readonly words: readonly string[];
}

const NAMED = new Set(['read', 'write']);

function leavesOf(program: Command): Leaf[] {
  const visit = (command: Command, path: string): Leaf[] => {
    const children = command.commands.filter((child) => child.name() !== 'help');
    const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
    const names = NAMED.has(path) ? POINTS.map(({ name }) => (path === 'write' ? `${name}=` : name)) : [];
    const own: Leaf = {
      path,
      description: command.description(),
      options: command.options,
      words: [...children.map((child) => child.name()), ...choices, ...names],
    };
    return [own, ...children.flatMap((child) => visit(child, `${path} ${child.name()}`.trim()))];
  };
  return visit(program, '');
}

/** Values that an option takes, where they are few. */
function valuesOf(leaves: readonly Leaf[]): [string, readonly string[]][] {
  const found = new Map<string, readonly string[]>();
  for (const option of leaves.flatMap(({ options }) => options)) if (option.long && option.argChoices) found.set(option.long, option.argChoices);
  return [...found];
}

const FILES = ['--port', '--capture', '--out', '--audit', '--cursor', '--read', '--console', '--backup'];

function bash(leaves: readonly Leaf[]): string {
  const cases = leaves.map(
    ({ path, options, words }) => `    "${path}") words="${[...words, ...options.map(({ long }) => long ?? ''), '--help'].join(' ')}" ;;`,
  );
  const values = valuesOf(leaves).map(([long, choices]) => `    ${long}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`);
  const paths = leaves.map(({ path }) => `"${path}"`).join('|');
  return `# bash completion of liquidus
_liquidus() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" k
  case "$before" in
${values.join('\n')}
    ${FILES.join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  for ((k = 1; k < COMP_CWORD; k++)); do
    case "\${path:+$path }\${COMP_WORDS[k]}" in
      ${paths}) path="\${path:+$path }\${COMP_WORDS[k]}" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [[ "\${COMPREPLY[*]}" == *= ]] && compopt -o nospace 2>/dev/null
  [[ \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$word"))
  return 0
}
complete -o filenames -F _liquidus liquidus
`;
}

function zsh(leaves: readonly Leaf[]): string {
  return `#compdef liquidus
# zsh completion of liquidus, through its bash completion
autoload -U +X bashcompinit && bashcompinit
${bash(leaves)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

function fish(leaves: readonly Leaf[]): string {
  const lines = ['# fish completion of liquidus', 'complete -c liquidus -f'];
  for (const { path, options, words, description } of leaves) {
    const parts = path.split(' ').filter(Boolean);
    const here = parts.length === 0 ? '__fish_use_subcommand' : parts.map((part) => `__fish_seen_subcommand_from ${part}`).join('; and ');
    for (const word of words) {
      const told = leaves.find((leaf) => leaf.path === `${path} ${word}`.trim())?.description ?? description;
      lines.push(`complete -c liquidus -n ${quoted(here)} -a ${quoted(word)} -d ${quoted(told.slice(0, 60))}`);
    }
    for (const option of options) {
      const long = option.long?.replace(/^--/, '');
      if (long === undefined) continue;
      const choices = option.argChoices
        ? ` -x -a ${quoted(option.argChoices.join(' '))}`
        : FILES.includes(`--${long}`)
          ? ' -r -F'
          : option.required
            ? ' -x'
            : '';
      lines.push(`complete -c liquidus -n ${quoted(here)} -l ${long} -d ${quoted(option.description.slice(0, 60))}${choices}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
