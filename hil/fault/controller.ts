/**
 * Faults of the controller itself: its processor, its clock and its memories.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { COUNTER_STEP } from '../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf, placeOfCopy } from '../../firmware/model/parameter-file.js';
import { BOOT_FILE } from '../../firmware/model/release.js';
import { define, needing, valueOf, type FaultDefinition, type FaultParameter, type FaultStage } from './definition.js';
import type { Trouble } from '../target/troubles.js';

const nothing = (): void => undefined;

/** A trouble that goes on until it is taken back. */
function lasting(id: string, doc: string, kind: Trouble, parameter: FaultParameter): FaultDefinition {
  return define(id, doc, [parameter], ({ target }: FaultStage, values) => {
    target.trouble(kind, valueOf(values, parameter.name));
    return () => target.trouble(kind, 0);
  });
}

const MASK: FaultParameter = { name: 'mask', unit: '', min: 1, max: 255, fallback: 64, doc: 'bits of the byte that turn over' };

export const CONTROLLER_FAULTS: readonly FaultDefinition[] = [
  define(
    'controller.outOfMemory',
    'The interpreter runs out of memory: the interval is lost and the error flag is raised.',
    [],
    ({ target }) => {
      target.trouble('outOfMemory');
      return nothing;
    },
    false,
  ),
  define(
    'controller.stall',
    'The processor does nothing for a while.',
    [{ name: 'duration', unit: 'ms', min: 1, max: 60_000, doc: 'length of the stall' }],
    ({ target }, values) => {
      target.trouble('stall', valueOf(values, 'duration'));
      return nothing;
    },
    false,
  ),
  lasting('controller.slow', 'Every turn of the processor in which a timer runs takes longer.', 'slow', {
    name: 'by',
    unit: 'ms',
    min: 1,
    max: 900,
    doc: 'length of a turn',
  }),
  lasting('controller.crash', 'The processor stands for good some time after every start, until its watchdog resets it.', 'crash', {
    name: 'after',
    unit: 'ms',
    min: 1000,
    max: 600_000,
    doc: 'time from a start until the processor stands',
  }),
  lasting('controller.memoryLow', 'Little memory of the interpreter is free.', 'variables', {
    name: 'free',
    unit: '',
    min: 1,
    max: 5000,
    doc: 'free variables',
  }),
  define(
    'controller.clockJump',
    'The clock of the controller jumps, and its timers with it.',
    [{ name: 'by', unit: 'ms', min: -900, max: 86_400_000, doc: 'length of the jump, backwards when negative' }],
    ({ target }, values) => {
      target.trouble('clock', valueOf(values, 'by'));
      return nothing;
    },
    false,
  ),
  ...needing(
    'fram',
    define('fram.silent', 'The FRAM does not answer: chip or wire is broken.', [], ({ target }) => {
      target.trouble('framSilent', 1);
      return () => target.trouble('framSilent', 0);
    }),
  ),
  ...needing(
    'fram',
    define(
      'fram.corrupt',
      'Bits in one of the two counter records turn over. The controller writes a record a second, so do it without power.',
      [
        { name: 'record', unit: '', min: 0, max: 1, doc: 'which record' },
        { name: 'byte', unit: '', min: 0, max: 131, fallback: 9, doc: 'byte of the record' },
        MASK,
      ],
      ({ target }, values) => {
        target.spoilFram(Math.round(valueOf(values, 'record')) * COUNTER_STEP + Math.round(valueOf(values, 'byte')), valueOf(values, 'mask'));
        return nothing;
      },
      false,
    ),
  ),
  define(
    'flash.bundle',
    'Bits of the program in flash turn over.',
    [{ name: 'byte', unit: '', min: 0, max: 65_535, doc: 'byte of the boot file' }, MASK],
    ({ target }, values) => {
      const spoil = (): void => target.spoilFile(BOOT_FILE, Math.round(valueOf(values, 'byte')), valueOf(values, 'mask'));
      spoil();
      return spoil;
    },
  ),
  define(
    'flash.parameters',
    'A parameter copy in flash is torn: bits of it turn over.',
    [
      { name: 'copy', unit: '', min: 1, max: 65_535, doc: 'its number, counted from 1 since the file was made' },
      { name: 'byte', unit: '', min: 0, max: 300, fallback: 20, doc: 'byte of the copy' },
      MASK,
    ],
    ({ target }, values) => {
      const place = placeOfCopy(parameterFileOf(boardRow(target.board)), Math.round(valueOf(values, 'copy')));
      target.spoilFile(PARAMETER_FILE, place + Math.round(valueOf(values, 'byte')), valueOf(values, 'mask'));
      return nothing;
    },
    false,
  ),
];
