/**
 * The steps of a flashing in words, for terminal and page.
 */
import type { Step } from './flash.js';
import type { ParameterPlan } from './migrate.js';

/** A step that is not counted in bytes. */
type Said = Exclude<Step, { readonly name: 'backup' } | { readonly name: 'upload' }>;

/** Short label and sentence of a step. */
export function stepWords(step: Said): readonly [string, string] {
  switch (step.name) {
    case 'found':
      return foundWords(step.survey);
    case 'saved':
      return ['backup', step.backup ? `${step.backup.place}: ${[...step.backup.files.keys()].join(' ')}` : 'nothing to keep'];
    case 'parameters':
      return ['parameters', parameterWords(step.plan)];
    case 'counters':
      return [
        'counters',
        step.bytes === null ? 'no memory answers; they stay where they are, without a copy' : `${step.bytes} bytes, both records, in the backup`,
      ];
    case 'trial':
      return ['trial', 'the new program must show over Modbus that it works'];
    case 'confirmed':
      return ['works', step.words];
    case 'back':
      return ['back', 'the old program is put back'];
    case 'stop':
      return ['stop', 'the interpreter restarted without a program: outputs off'];
    case 'change':
      return [
        'write',
        `the board ${step.inPlace ? 'removes the old program, moves its files together and ' : ''}writes the program: keep its power on`,
      ];
    case 'reconnect':
      return ['line', 'the line was lost; connecting again to see what the board holds'];
    case 'restart':
      return ['restart', 'the board is asked to start the program in its flash'];
  }
}

function foundWords({
  board,
  interpreter,
  variables,
  program,
  record,
  free,
}: Extract<Step, { readonly name: 'found' }>['survey']): readonly [string, string] {
  const held = program === null ? 'no program' : program.whole ? `a program of ${program.bytes} bytes` : 'an unfinished program';
  const holds = record === null ? held : `${held}, SHA-256 ${record.slice(0, 16)}…`;
  return ['board', `${board}, interpreter ${interpreter}, ${variables} variables, ${free} bytes of Storage free; holds ${holds}`];
}

/** What becomes of the parameters. */
function parameterWords(plan: ParameterPlan): string {
  switch (plan.kind) {
    case 'none':
      return 'none on the board; the program starts with the values as delivered';
    case 'kept':
      return 'stay as they are';
    case 'renewed':
      return 'stay as they are, in a new file: few places were left in the old one';
    case 'unknown':
      return 'of a set that nobody knows, or damaged: the program starts with the values as delivered and fault X08; the copies are in the backup';
    case 'carried': {
      const { defaults, dropped, unsigned } = plan;
      const parts = [
        'taken over by their offsets into the set of the new program',
        ...(defaults.length > 0 ? [`with their default: ${defaults.join(' ')}`] : []),
        ...(dropped.length > 0 ? [`no longer there: ${dropped.map((offset) => `offset ${offset}`).join(', ')}`] : []),
        ...(unsigned ? ['the commissioning must be signed again'] : []),
      ];
      return parts.join('; ');
    }
  }
}
