import { describe, expect, it } from 'vitest';
import { hint, nearest } from '../../../hil/scenario/suggest.js';

describe('suggestions', () => {
  it.each([
    ['exspect', ['expect', 'inject'], 'expect'],
    ['contactor.wleded', ['contactor.welded', 'converter.gain'], 'contactor.welded'],
    ['margin', ['live.margin', 'live.state'], 'live.margin'],
    ['xyzzy', ['expect', 'inject'], undefined],
  ])('takes %s for the nearest of %s', (name, known, near) => {
    expect(nearest(name, known)).toBe(near);
  });

  it('lists a few names when none is near, and points to the page when there are many', () => {
    expect(hint('q', ['one', 'two'], 'docs/x.md')).toBe('known: one, two');
    expect(
      hint(
        'qqqqq',
        Array.from({ length: 30 }, (_, i) => `name${i}`),
        'docs/x.md',
      ),
    ).toBe('the list is in docs/x.md');
  });
});
