/**
 * Faults of every board beyond the protection table: contactor, pre-charge, heater, and what the controller finds about itself. Why their levels
 * are what they are: docs/safety.md.
 */
import { BLOCK_MS, check, fault } from './check-rows.js';
import { REACTION_CLASS as R } from './on-off.js';
import type { CheckRow, FaultRow } from './types.js';

export const OWN_FAULTS: readonly FaultRow[] = [
  fault(
    'X01',
    51,
    'Contactor does not follow',
    'ELE-3',
    'remote',
    'contactor closed, or told to open',
    'Check coil, its supply and the feedback contact, then reset.',
  ),
  fault(
    'X02',
    52,
    'Contactor welded',
    'ELE-3',
    'local',
    'feedback open and no current while told to open',
    'Isolate by hand before work. Replace the contactor, then reset at the board.',
  ),
  fault(
    'X11',
    61,
    'Pre-charge failed',
    'ELE-4',
    'remote',
    'pre-charge is over',
    'Check pre-charge switch, resistor and fuse, and the bus for a short or a load, then reset.',
  ),
  fault(
    'X03',
    53,
    'Heater cannot hold',
    'THM-3',
    'remote',
    'heating is off',
    'Check that the cell sensor sits on the cell, then heater, its supply and the insulation; reset.',
  ),
  fault(
    'X04',
    54,
    'Control period overrun',
    'SAF-6',
    'itself',
    'ticks come in time again for 60 s',
    'Poll less often, or look for noise on the line; with the current halved the plant runs on.',
  ),
  fault(
    'X05',
    55,
    'Interpreter memory low',
    'SAF-6',
    'remote',
    'more than 400 variables free',
    'Stop and restart the controller; report it, because memory in use must not grow.',
  ),
  fault('X07', 57, 'Bundle damaged', 'SAF-7', 'local', 'the boot file reads back as flashed', 'Flash the controller again, then reset at the board.'),
  fault(
    'X08',
    58,
    'Parameters damaged, defaults in force',
    'SAF-7',
    'remote',
    'a commit has stored a whole set',
    'Apply the parameters from the backup, commit, reset, and anchor the composition again.',
  ),
  fault(
    'X09',
    59,
    'Reset loop',
    'SAF-8',
    'local',
    'the controller has run for a minute',
    'Find out why it restarts: supply, program, memory; read the event log. Then reset at the board.',
  ),
  fault('X10', 60, 'Clock jump', 'SAF-6', 'itself', 'no jump for 60 s', 'Look at the event log; a clock that jumps again needs another board.'),
  fault(
    'X12',
    62,
    'Counter or event memory failing',
    'SAF-10',
    'remote',
    'the memory takes records again, and has room for them',
    'Check the FRAM and its wires; where there is none, stop and flash the board again, which makes its files anew.',
  ),
];

/** Their checks of every second. */
export const OWN_SLOW_CHECKS: readonly CheckRow[] = [
  check('X02b', 'strayCurrent', 'I_max', 1000, 'high', R.S, 'slow', { trip: 0.05, tripMs: 2000, missing: 'ignore' }),
  check('X11', 'preChargeTime', 's', 1, 'high', R.S, 'slow', { trip: 5, needs: ['preCharge', 'busVoltage'] }),
  check('X03', 'heatDeficit', 'K·s', 10, 'high', R.H0, 'slow', { warn: 300, trip: 600 }),
  check('X04', 'worstTick', 'ms', 1, 'high', R.D, 'slow', { warn: 150, trip: 250, tripMs: 5000, hysteresis: 20, releaseMs: BLOCK_MS }),
  check('X05', 'freeVariables', 'variables', 1, 'low', R.S, 'slow', { warn: 600, trip: 300, tripMs: 3000, hysteresis: 100 }),
  check('X07', 'bundleBad', '', 1, 'high', R.X, 'slow', { trip: 1 }),
  check('X08', 'parametersBad', 'grade', 1, 'high', R.S, 'slow', { warn: 1, trip: 2 }),
  check('X09', 'shortRuns', 'starts', 1, 'high', R.X, 'slow', { trip: 4 }),
  check('X10', 'clockStep', 'ms', 1, 'high', R.Sdc, 'slow', { trip: 1, releaseMs: BLOCK_MS }),
  check('X12', 'memoryFailures', 'writes', 1, 'high', R.S, 'slow', { trip: 3 }),
  check('X12b', 'recordsLeft', 'records', 1, 'low', R.S, 'slow', { warn: 200, trip: 16, inStorage: true }),
];
