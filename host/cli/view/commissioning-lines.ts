/** The commissioning in words. */
import type { Commissioning } from '../../device/commissioning.js';
import { missingItems } from '../../device/commissioning.js';

/** Why charge and discharge are locked, and what to do; undefined when they are not. */
export function lockText(commissioning: Commissioning | undefined): string | undefined {
  if (!commissioning || commissioning.signed) return undefined;
  const missing = missingItems(commissioning);
  const what = missing.length === 0 ? 'the signature ("liquidus send sign PERSON")' : `${missing.join(', ')} and the signature`;
  return `Not commissioned: charge and discharge are locked. Missing: ${what}; "liquidus commission" says more.`;
}

/** Lines of `liquidus commission`: every item with what was found, the signature, and what comes next. */
export function commissioningLines(commissioning: Commissioning): string[] {
  const rows = commissioning.items.map(({ item, name, done, value, unit }) => {
    const found = value === null ? '' : `${value} ${unit}`.trim();
    return `${String(item).padStart(2)}  ${name.padEnd(14)}${(done ? 'done' : 'missing').padEnd(10)}${found}`.trimEnd();
  });
  return [...rows, '', ...signatureLines(commissioning)];
}

function signatureLines(commissioning: Commissioning): string[] {
  if (commissioning.signed) return [`Signed by person ${commissioning.signer} at event ${commissioning.signedEvent}: charge and discharge are free.`];
  const [next] = missingItems(commissioning);
  const step =
    next === undefined ? 'liquidus send sign PERSON' : next === 'fill' ? 'liquidus send reanchor WT%NA GRAMS' : `liquidus send calibrate ${next} …`;
  return [`Not signed: charge and discharge are locked. Next: ${step} (docs/commissioning.md); "liquidus commission --guide" asks for the rest.`];
}
