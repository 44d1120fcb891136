/**
 * All commands in one program.
 */
import { Command } from 'commander';
import { addAck } from './ack.js';
import { addCommission } from './commission.js';
import { addCompletion } from './completion.js';
import { addConfig } from './config.js';
import { addConform } from './conform.js';
import { addDemo } from './demo.js';
import { addEvents } from './events.js';
import { EXIT_HELP } from './exit.js';
import { addExport } from './export.js';
import { addFlash } from './flash.js';
import { addGenerate } from './generate.js';
import { addHil } from './hil.js';
import { addIdentify } from './identify.js';
import { packageVersion } from './package-version.js';
import { addRead } from './read.js';
import { addRecord } from './record.js';
import { addReplay } from './replay.js';
import { addRig } from './rig.js';
import { addScan } from './scan.js';
import { addSend } from './send.js';
import { addServe } from './serve.js';
import { addSniff } from './sniff.js';
import { addStatus } from './status.js';
import { addWatch } from './watch.js';
import { addWrite } from './write.js';

const EXAMPLES = `
Examples:
  liquidus demo                                        a virtual rig and its live view, nothing to install or wire
  liquidus rig --tcp 127.0.0.1:1502                    a virtual rig for any Modbus master
  liquidus status --tcp 127.0.0.1:1502                 one read: state, margin, alarms and what to do
  liquidus watch --port /dev/ttyUSB0                   the same, live
  liquidus identify --tcp 127.0.0.1:1502 --json        firmware, board, hash of the flashed bundle
  liquidus commission --port /dev/ttyUSB0              what is still missing before the first current
  liquidus read margin current --port /dev/ttyUSB0     registers and parameters by name, in their units
  liquidus write forecastAmbient=-4 --tcp 10.0.0.7:502 the same, written and read back
  liquidus config plan cell.yaml --port /dev/ttyUSB0   what a file of parameters would change; apply, backup, restore
  liquidus ack --port /dev/ttyUSB0                     take latched trips back whose cause is gone
  liquidus events --follow --port /dev/ttyUSB0         what has tripped, with value, limit and the time
  liquidus scan --port /dev/ttyUSB0                    find units and serial settings on a line
  liquidus conform --port /dev/ttyUSB0                 every line of the Modbus specification, tried on a controller
  liquidus sniff --port /dev/ttyUSB1                   decode what a foreign master says
  liquidus command discharge 0.3 --port /dev/ttyUSB0   hold a discharge of 0.3 A until Ctrl-C
  liquidus serve --port /dev/ttyUSB0                   dashboard and API in a browser, recordings
  liquidus record cell.db --port /dev/ttyUSB0          every value once a second, with gaps and their cause
  liquidus export cell.db --from -2h --out cell.csv    a recording as CSV or Parquet
  liquidus replay cell.db --from -2h --speed 60        a recording in the live view
  liquidus generate telegraf --tcp 10.0.0.7:502        configurations for other systems
  liquidus completion bash                             completion for a shell
  liquidus hil run hil/scenarios/leak*.yaml            scenarios against the bundle that would be flashed
  liquidus flash --port /dev/ttyACM0 --board pico      put the built bundle on a board

Every command that talks to a device over Modbus takes --port DEVICE, --tcp HOST:PORT or --rtu-tcp HOST:PORT, and --unit N.
${EXIT_HELP}`;

/** The program with all commands. Errors are thrown, not turned into an exit. */
export function buildProgram(): Command {
  const program = new Command('liquidus');
  program
    .description('Supervisor and test bench for the Liquidus controller of Na-K hybrid flow batteries.')
    .version(packageVersion(), '-V, --version')
    .showSuggestionAfterError()
    .showHelpAfterError('Read "liquidus --help", or "liquidus COMMAND --help" for its options.')
    .addHelpText('after', EXAMPLES)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'liquidus: ')) })
    .exitOverride();
  for (const add of [
    addStatus,
    addWatch,
    addIdentify,
    addRead,
    addWrite,
    addConfig,
    addCommission,
    addSend,
    addServe,
    addAck,
    addEvents,
    addScan,
    addSniff,
    addConform,
    addRecord,
    addExport,
    addReplay,
    addGenerate,
    addCompletion,
    addRig,
    addDemo,
    addHil,
    addFlash,
  ])
    add(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}
