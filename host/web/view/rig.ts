/**
 * Virtual rig: inject faults of the library and take them back, let time run faster.
 */
import type { RigRequest, RigStanding } from '../../daemon/api.js';
import { button, el } from '../dom.js';
import { figure } from '../words.js';

const SPEEDS = [1, 10, 60];

export class RigPanel {
  readonly #place: HTMLElement;
  readonly #change: (request: RigRequest) => void;
  readonly #choice = el('select', { 'aria-label': 'Fault' });
  readonly #fields = el('span', { class: 'row' });
  readonly #doc = el('p', { class: 'doc' });
  readonly #active = el('div', { class: 'row' });
  readonly #time = el('span', { class: 'soft' });
  #faults: RigStanding['faults'] = [];

  constructor(place: HTMLElement, change: (request: RigRequest) => void) {
    this.#place = place;
    this.#change = change;
    this.#choice.addEventListener('change', () => this.#describe());
    const speeds = SPEEDS.map((speed) => button(`×${speed}`, () => change({ speed }), { 'aria-label': `Let time run ${speed} times as fast` }));
    this.#place.replaceChildren(
      el(
        'div',
        { class: 'row' },
        this.#choice,
        this.#fields,
        button('Inject', () => this.#inject(), { class: 'primary' }),
        this.#doc,
      ),
      this.#active,
      el('div', { class: 'row' }, 'Time', ...speeds, this.#time),
    );
  }

  update(standing: RigStanding): void {
    if (this.#faults.length !== standing.faults.length) {
      this.#faults = standing.faults;
      const groups = [...new Set(standing.faults.map(({ what }) => what))];
      this.#choice.replaceChildren(
        ...groups.map((what) =>
          el(
            'optgroup',
            { label: what },
            ...standing.faults
              .filter((fault) => fault.what === what)
              .map(({ id }) => el('option', { value: id, selected: id === 'nakTray.leak' }, id)),
          ),
        ),
      );
      this.#describe();
    }
    this.#time.textContent = `now ×${standing.speed}, ${figure(standing.timeS, 0, 's')} since power on`;
    this.#active.replaceChildren(
      ...(standing.active.length === 0
        ? [el('span', { class: 'soft' }, 'Nothing is broken.')]
        : [
            'Broken now:',
            ...standing.active.map(({ number, fault, values }) =>
              button(
                `${fault} ${Object.values(values)
                  .map((value) => figure(value, 3))
                  .join(' ')} ✕`,
                () => this.#change({ clear: number }),
                { 'aria-label': `Take back ${fault}` },
              ),
            ),
            button('Take all back', () => this.#change({ clear: 'all' })),
          ]),
    );
  }

  #describe(): void {
    const fault = this.#faults.find(({ id }) => id === this.#choice.value);
    if (fault === undefined) return;
    this.#doc.textContent = fault.doc;
    this.#fields.replaceChildren(
      ...fault.parameters.map(({ name, unit, min, max, fallback, doc }) =>
        el(
          'label',
          { title: doc },
          `${name} `,
          el('input', { type: 'number', step: 'any', name, min, max, value: fallback ?? '', required: true }),
          ` ${unit}`,
        ),
      ),
    );
  }

  #inject(): void {
    const inputs = [...this.#fields.querySelectorAll('input')];
    if (inputs.some((input) => !input.reportValidity())) return;
    const values = Object.fromEntries(inputs.map((input) => [input.name, Number(input.value)]));
    this.#change({ inject: { fault: this.#choice.value, values } });
  }
}
