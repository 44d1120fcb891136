/**
 * `liquidus ack`: takes latched trips back whose cause is gone, and says what is left.
 */
import type { Command } from 'commander';
import { faultByNumber } from '../../firmware/model/faults.js';
import type { Device } from '../device/device.js';
import type { Live } from '../device/live.js';
import { faultTitle } from '../device/outcome.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { hasAlarm } from '../device/alarms.js';
import { faultNumber } from '../device/verbs.js';
import { snapshotJson } from './view/json.js';

interface AckFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** Adds the command. */
export function addAck(program: Command): void {
  withConnection(program.command('ack').argument('[fault...]', 'ids such as P13; without one, all that are latched'))
    .description('acknowledge: take latched trips back whose cause is gone, and say what is left and why')
    .option('--json', 'print the snapshot afterwards as one JSON object')
    .addHelpText(
      'after',
      `\nExit code 2 while an alarm is left. Leak, emergency stop and controller faults are reset with the button at the board only.\n${EXIT_HELP}\n\nExamples:\n  liquidus ack --port /dev/ttyUSB0\n  liquidus ack P13 F05 --tcp 127.0.0.1:1502`,
    )
    .action(ack);
}

/** Resets one fault after the other, so that one that stays keeps no other one. */
async function resetEach(device: Device, numbers: readonly number[]): Promise<void> {
  for (const argument of numbers) {
    try {
      await device.command({ name: 'reset', argument });
    } catch (error) {
      // What is refused shows in the snapshot afterwards, with its reason.
      if (!(error instanceof LiquidusError) || error.family !== 'refused') throw error;
    }
  }
}

function whyLeft(live: Live, number: number): string {
  if (live.alarmsActive.includes(number))
    return `the cause is still there; it clears with: ${faultByNumber(number)?.clears ?? 'not known to this program'}`;
  return faultByNumber(number)?.reset === 'local' ? 'reset with the button at the board only' : 'refused; read "liquidus status"';
}

async function ack(ids: string[], flags: AckFlags): Promise<void> {
  const named = ids.map(faultNumber);
  await withDevice(flags, async ({ device, title }) => {
    const before = await device.readSnapshot();
    await resetEach(device, named.length > 0 ? named : before.alarmsLatched);
    const live = await device.readSnapshot();
    if (hasAlarm(live)) process.exitCode = EXIT.alarm;
    if (flags.json === true) {
      process.stdout.write(`${JSON.stringify(snapshotJson(live, title, new Date()))}\n`);
      return;
    }
    const left = [...new Set([...live.alarmsActive, ...live.alarmsLatched])];
    const gone = before.alarmsLatched.filter((number) => !left.includes(number));
    const lines = [
      ...gone.map((number) => `${faultTitle(number)}: reset`),
      ...left.map((number) => `${faultTitle(number)}: ${whyLeft(live, number)}`),
    ];
    process.stdout.write(`${lines.length > 0 ? lines.join('\n') : 'Nothing is latched.'}\n`);
  });
}
