/**
 * Faults of the supply, and the hands of the operator.
 */
import { define, valueOf, type FaultDefinition, type FaultParameter } from './definition.js';

/** Whether something hangs on the uninterruptible supply: 1 = yes. */
const onUps = (name: string, what: string): FaultParameter => ({
  name,
  unit: '',
  min: 0,
  max: 1,
  fallback: 1,
  doc: `1: ${what} hangs on the UPS, 0: it does not`,
});

export const ENVIRONMENT_FAULTS: readonly FaultDefinition[] = [
  define('power.off', 'The supply of the board fails; it comes back when the fault is cleared.', [], (stage) => {
    stage.power(false);
    return () => stage.power(true);
  }),
  define(
    'mains.loss',
    'The mains fails, and with it the converter. A UPS carries the board, and what else hangs on it, until it is empty; then the control supply falls and the board dies.',
    [
      { name: 'bridge', unit: 's', min: 0.1, max: 86_400, fallback: 1800, doc: 'how long a full UPS carries' },
      onUps('heater', 'the heater'),
      onUps('pumps', 'the pump drives'),
      { name: 'fall', unit: 'V/s', min: 0.1, max: 1000, fallback: 2, doc: 'fall of the 24 V supply once the UPS is empty' },
    ],
    ({ plant }, values) => {
      const { mains } = plant.faults;
      const before = { ...mains };
      const carries = (name: string): boolean => valueOf(values, name) >= 0.5;
      Object.assign(mains, {
        lost: true,
        bridgeS: valueOf(values, 'bridge'),
        heater: carries('heater'),
        pumps: carries('pumps'),
        fall: valueOf(values, 'fall'),
      });
      return () => void Object.assign(mains, before);
    },
  ),
  define('eStop.press', 'The e-stop button is pressed: both channels open.', [], ({ plant }) => {
    plant.faults.eStopPressed = true;
    return () => void (plant.faults.eStopPressed = false);
  }),
  define('localReset.press', 'The local reset button at the board is pressed.', [], ({ plant }) => {
    plant.faults.resetPressed = true;
    return () => void (plant.faults.resetPressed = false);
  }),
];
