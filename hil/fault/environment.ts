/**
 * Faults of line and supply, and the hands of the operator.
 */
import { define, valueOf, type FaultDefinition } from './definition.js';

export const ENVIRONMENT_FAULTS: readonly FaultDefinition[] = [
  define('line.silence', 'The master says nothing any more: no poll, no heartbeat, no command.', [], ({ master }) => {
    master.silent = true;
    return () => void (master.silent = false);
  }),
  define('line.heartbeatLost', 'The master goes on polling, but its heartbeat has stopped.', [], ({ master }) => {
    master.heartbeats = false;
    return () => void (master.heartbeats = true);
  }),
  define(
    'line.noise',
    'Random bytes come over the line between the requests.',
    [
      { name: 'bytes', unit: '', min: 1, max: 64, fallback: 7, doc: 'length of a burst' },
      { name: 'every', unit: 'ms', min: 50, max: 60_000, fallback: 700, doc: 'distance of the bursts' },
    ],
    ({ master }, values) => {
      master.noise.bytes = Math.round(valueOf(values, 'bytes'));
      master.noise.everyMs = valueOf(values, 'every');
      return () => void (master.noise.bytes = 0);
    },
  ),
  define('power.off', 'The supply of the board fails; it comes back when the fault is cleared.', [], (stage) => {
    stage.power(false);
    return () => stage.power(true);
  }),
  define('eStop.press', 'The e-stop button is pressed: both channels open.', [], ({ plant }) => {
    plant.faults.eStopPressed = true;
    return () => void (plant.faults.eStopPressed = false);
  }),
  define('localReset.press', 'The local reset button at the board is pressed.', [], ({ plant }) => {
    plant.faults.resetPressed = true;
    return () => void (plant.faults.resetPressed = false);
  }),
];
