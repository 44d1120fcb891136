/**
 * Commands: those of the present state at hand, the others folded away; what changes something asks first.
 */
import type { CommandShape, Role } from '../../daemon/api.js';
import { button, el } from '../dom.js';
import { spaced } from '../words.js';

const ROLES: readonly Role[] = ['viewer', 'operator', 'service'];
/** Always at hand, in this order. */
const FIRST = ['start', 'discharge', 'charge', 'rest', 'stop', 'reset'];

/** What a click asks for. */
export interface Asked {
  readonly shape: CommandShape;
  readonly values: readonly (string | number)[];
}

/** Draws the panel once; `update` follows state and role. */
export class CommandPanel {
  readonly #place: HTMLElement;
  readonly #send: (asked: Asked) => void;
  #shapes: readonly CommandShape[] = [];
  #key = '';

  constructor(place: HTMLElement, send: (asked: Asked) => void) {
    this.#place = place;
    this.#send = send;
  }

  set shapes(shapes: readonly CommandShape[]) {
    this.#shapes = shapes;
    this.#key = '';
  }

  /** `role` null: not connected. */
  update(state: string, role: Role | null): void {
    const key = `${state} ${String(role)}`;
    // Redrawn only when something is different: a field must not lose what a person types.
    if (key === this.#key || this.#shapes.length === 0) return;
    this.#key = key;
    if (role === 'viewer') {
      this.#place.replaceChildren(el('p', { class: 'soft' }, 'You may look. Commands need the role operator: sign in with another token.'));
      return;
    }
    const at = (shape: CommandShape): number => FIRST.indexOf(shape.command);
    const first = this.#shapes.filter((shape) => at(shape) >= 0).sort((a, b) => at(a) - at(b));
    const others = this.#shapes.filter((shape) => at(shape) < 0);
    this.#place.replaceChildren(
      el('div', { class: 'row' }, ...first.map((shape) => this.#one(shape, state, role))),
      el(
        'details',
        {},
        el('summary', {}, 'More: recovery, anchor, commissioning, service'),
        el('div', { class: 'row' }, ...others.map((shape) => this.#one(shape, state, role))),
      ),
    );
  }

  #one(shape: CommandShape, state: string, role: Role | null): HTMLElement {
    const allowed = role !== null && ROLES.indexOf(role) >= ROLES.indexOf(shape.role);
    const fits = shape.states.length === 0 || shape.states.includes(state);
    const why = !allowed ? `needs the role ${shape.role}` : fits ? shape.doc : `not in state ${spaced(state)}`;
    const fields = shape.arguments.map((argument) => {
      if (argument.choices !== null) {
        const options = [
          !argument.required && el('option', { value: '' }, 'all'),
          ...argument.choices.map(({ value, label }) => el('option', { value }, label)),
        ];
        return el('select', { 'aria-label': argument.label }, ...options);
      }
      const numeric = argument.min !== null || argument.max !== null;
      return el('input', {
        type: numeric ? 'number' : 'text',
        step: 'any',
        min: argument.min ?? undefined,
        max: argument.max ?? undefined,
        'aria-label': `${argument.label}${argument.unit === '' ? '' : `, ${argument.unit}`}`,
        placeholder: argument.label.toLowerCase(),
        required: argument.required,
      });
    });
    const go = (): void => {
      const bad = fields.find((field) => !field.reportValidity());
      if (bad === undefined) this.#send({ shape, values: fields.map((field) => field.value).filter((value) => value !== '') });
    };
    const title = `${spaced(shape.command).replace(/^./, (letter) => letter.toUpperCase())}`;
    const press = button(title, go, {
      title: why,
      disabled: !allowed || !fits,
      class: shape.command === 'stop' ? 'stop' : shape.command === 'start' ? 'primary' : undefined,
    });
    if (fields.length === 0) return press;
    const units = shape.arguments.map(({ unit }) => unit).filter((unit) => unit !== '');
    return el('span', { class: 'command' }, press, ...fields, units.length > 0 && el('span', { class: 'unitname' }, units.join(', ')));
  }
}
