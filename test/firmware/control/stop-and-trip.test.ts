/** A stop that has been acknowledged and a fault that comes before it is carried out. */
import { beforeEach, describe, expect, it } from 'vitest';
import { expected } from '../protect/driven-monitor.js';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

const PINS = ['contactor', 'heaterEnable', 'heater', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const;

const on = (): string[] => PINS.filter((pin) => cabinet.out(pin) !== 0);

describe('a stop', () => {
  it.each(['soak', 'pumpStart', 'flowProof', 'ready', 'charge', 'discharge'] as const)(
    'in %s is not forgotten when a fault trips before it is carried out: heat is off, and the pumps stop when the cell is cool',
    (stage) => {
      cabinet.reach(stage);
      expect(cabinet.command('stop')).toBe('running');
      cabinet.trip(expected('P13'));
      cabinet.second();
      expect([cabinet.state, cabinet.get('ackResult')]).toEqual(['fault', 2]);
      expect(on().filter((pin) => !pin.endsWith('Pump'))).toEqual([]);
      cabinet.set('cellTemp', 300);
      cabinet.second();
      expect([cabinet.state, on()]).toEqual(['fault', []]);
    },
  );
});
