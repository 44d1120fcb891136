/**
 * Faults of the supply, and the hands of the operator.
 */
import { define, type FaultDefinition } from './definition.js';

export const ENVIRONMENT_FAULTS: readonly FaultDefinition[] = [
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
