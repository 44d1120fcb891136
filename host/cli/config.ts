/**
 * `liquidus config`: the parameters of a device as a file, compared, planned, applied as one transaction, backed up and restored.
 */
import type { Command } from 'commander';
import { join } from 'node:path';
import type { RawValues } from '../device/access.js';
import type { Change } from '../device/config.js';
import { applyChanges, changesOf, checkReady, consequences, readParameters } from '../device/config.js';
import type { Live } from '../device/live.js';
import { parameterYaml, unitText } from '../device/parameter-file.js';
import { LiquidusError } from '../error.js';
import type { AuditFlags } from './audit.js';
import { audit, withAudit } from './audit.js';
import type { ConnectionFlags, Link } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { checkNothingPending, closeJournal, openJournal, repair } from './journal.js';
import { readParameterSource } from './parameter-source.js';
import { replaceDurably, stateFolder } from '../files.js';
import { styleFor } from './terminal/style.js';
import { awaitStop } from './terminal/stop.js';

interface ConfigFlags extends ConnectionFlags, AuditFlags {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly forget?: boolean;
}

/** Adds the command and its own commands. */
export function addConfig(program: Command): void {
  const config = program
    .command('config')
    .description('parameters as a file: get, diff, plan, apply as one transaction, backup, restore, repair')
    .addHelpText('after', `\nEvery change leaves a line in the audit log.\n${EXIT_HELP}\n\nExamples:\n${EXAMPLES.join('\n')}`);
  const add = (name: string, text: string, file: string): Command => {
    const command = withConnection(config.command(file === '' ? name : `${name} ${file}`)).description(text);
    const own = EXAMPLES.filter((line) => line.includes(`config ${name}`));
    return command.option('--json', 'print one JSON object').addHelpText('after', `\n${EXIT_HELP}\n\nExamples:\n${own.join('\n')}`);
  };
  add('get', 'print all parameters as YAML', '').action((flags: ConfigFlags) => withDevice(flags, (link) => get(link, flags)));
  add('diff', 'how the device differs from a file; exit code 2 when it does', '<file>').action(diff);
  add('plan', 'what an apply would do; writes nothing', '<file>').action((file: string, flags: ConfigFlags) =>
    change(file, { ...flags, yes: false }, 'apply'),
  );
  const yes = (command: Command): Command => withAudit(command.option('--yes', 'do it; without this it is only planned'));
  yes(add('apply', 'change what differs from a file, as one transaction', '<file>')).action((file: string, flags: ConfigFlags) =>
    change(file, flags, 'apply'),
  );
  add('backup', 'keep all parameters in a file; without a name in the state folder', '[file]')
    .option('--force', 'over a file that is there')
    .action(backup);
  yes(add('restore', 'apply a backup of all parameters: a file of backup, or what a flashing left', '<file>')).action(
    (file: string, flags: ConfigFlags) => change(file, flags, 'restore'),
  );
  add('repair', 'put back what an apply that was cut short has left in the shadow', '').option('--forget', 'take the shadow as it is').action(mend);
}

const EXAMPLES = [
  '  liquidus config get --port /dev/ttyUSB0 > cell.yaml',
  '  liquidus config diff cell.yaml --port /dev/ttyUSB0',
  '  liquidus config plan cell.yaml --port /dev/ttyUSB0',
  '  liquidus config apply cell.yaml --yes --port /dev/ttyUSB0',
  '  liquidus config backup before.yaml --tcp 127.0.0.1:1502',
  '  liquidus config restore before.yaml --yes --tcp 127.0.0.1:1502',
  '  liquidus config restore out/flash/2026-05-04T10-11-12-131Z --yes --port /dev/ttyUSB0',
  '  liquidus config repair --port /dev/ttyUSB0',
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function plain(values: RawValues): Record<string, number> {
  return Object.fromEntries([...values].map(([point, raw]) => [point.row.name, Number(unitText(point, raw))]));
}

async function get({ device, title }: Link, flags: ConfigFlags): Promise<void> {
  const live = await device.readSnapshot();
  const values = await readParameters(device, live);
  if (flags.json === true) return say(JSON.stringify({ time: new Date().toISOString(), link: title, parameters: plain(values) }));
  process.stdout.write(parameterYaml(values, await device.identify(), title, new Date()));
}

async function backup(file: string | undefined, flags: ConfigFlags): Promise<void> {
  await withDevice(flags, async ({ device, title }) => {
    checkNothingPending(title);
    const values = await readParameters(device, await device.readSnapshot());
    const at = new Date();
    const path = file ?? join(stateFolder(), 'backups', `${title.replace(/[^A-Za-z0-9.-]+/g, '_')}-${at.toISOString().replace(/[:.]/g, '-')}.yaml`);
    replaceDurably(path, parameterYaml(values, await device.identify(), title, at), flags.force !== true);
    say(flags.json === true ? JSON.stringify({ file: path, parameters: values.size }) : `${values.size} parameters are in ${path}.`);
  });
}

function changeLines(changes: readonly Change[]): string[] {
  const style = styleFor(process.stdout);
  const width = Math.max(0, ...changes.map(({ point }) => point.row.name.length));
  return changes.map(({ point, old, new: wanted }) =>
    `${point.row.name.padEnd(width)}  ${unitText(point, old)} → ${style.bold(unitText(point, wanted))} ${point.row.unit}`.trimEnd(),
  );
}

const changeJson = ({ point, old, new: wanted }: Change): object => ({
  name: point.row.name,
  old: Number(unitText(point, old)),
  new: Number(unitText(point, wanted)),
  unit: point.row.unit,
});

async function diff(file: string, flags: ConfigFlags): Promise<void> {
  await withDevice(flags, async ({ device, title }) => {
    const live = await device.readSnapshot();
    const changes = changesOf(await readParameters(device, live), readParameterSource(file, live, false).values, live);
    if (changes.length > 0) process.exitCode = EXIT.alarm;
    if (flags.json === true) return say(JSON.stringify({ link: title, file, differs: changes.map(changeJson) }));
    // Old is the device, new the file.
    for (const line of changeLines(changes)) say(line);
    if (changes.length === 0) say(`The device is as ${file} says.`);
  });
}

async function mend(flags: ConfigFlags): Promise<void> {
  await withDevice(flags, async ({ device, title }) => {
    const names = await repair(title, device, flags.forget === true);
    if (flags.json === true) return say(JSON.stringify({ link: title, restored: names }));
    say(names.length === 0 ? 'Nothing was left in the shadow.' : `Put back in the shadow: ${names.join(', ')}. Nothing of it was in force.`);
  });
}

async function change(file: string, flags: ConfigFlags, action: 'apply' | 'restore'): Promise<void> {
  const stop = awaitStop(false);
  try {
    await withDevice(flags, async (link) => {
      const { device, title } = link;
      const left = await repair(title, device);
      if (left.length > 0) process.stderr.write(`An apply was cut short before; put back in the shadow: ${left.join(', ')}.\n`);
      const live = await device.readSnapshot();
      const current = await readParameters(device, live);
      const source = readParameterSource(file, live, action === 'restore');
      if (source.left.length > 0) process.stderr.write(`Not in ${file}, so they stay as they are: ${source.left.join(', ')}.\n`);
      const changes = changesOf(current, source.values, live);
      const planned = { link: title, file, changes: changes.map(changeJson), consequences: consequences(changes) };
      if (flags.json !== true) for (const line of [...changeLines(changes), ...planned.consequences]) say(line);
      if (changes.length === 0)
        return say(flags.json === true ? JSON.stringify({ ...planned, applied: false }) : `Nothing to do: the device is as ${file} says.`);
      await checkReady(device, live);
      if (flags.yes !== true) {
        return say(
          flags.json === true ? JSON.stringify({ ...planned, applied: false }) : `Planned only; "liquidus config ${action} ${file} --yes" does it.`,
        );
      }
      const after = await transact(link, flags, `config ${action}`, live, { changes, current, givenUp: () => stop.signal.aborted }, file);
      say(flags.json === true ? JSON.stringify({ ...planned, applied: true, sequence: after.ackSequence }) : 'Applied, stored and read back.');
    });
  } finally {
    stop.release();
  }
}

/** The transaction between its journal and its two audit lines. */
async function transact(
  { device, title }: Link,
  flags: AuditFlags,
  action: string,
  live: Live,
  transaction: Parameters<typeof applyChanges>[1],
  file: string,
): Promise<Live> {
  const entry = { action, link: title, file, board: live.variant >> 8, changes: transaction.changes.map(changeJson) };
  // Nothing is written that leaves no trace.
  audit(flags, { ...entry, result: 'begun' });
  openJournal(title, live, transaction.changes);
  try {
    const after = await applyChanges(device, transaction);
    closeJournal(title);
    audit(flags, { ...entry, result: 'done', sequence: after.ackSequence });
    return after;
  } catch (error) {
    // With the link gone the shadow may hold what was written; the journal stays, and the next command puts it back.
    const lost = error instanceof LiquidusError && error.family === 'link';
    if (!lost) closeJournal(title);
    audit(flags, { ...entry, result: error instanceof LiquidusError ? error.code : 'internal' });
    throw error;
  }
}
