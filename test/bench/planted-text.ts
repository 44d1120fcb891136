/** How a planted mistake gets into its file. */
import type { PlantedBug } from './planted-bugs.js';

/** The text of the file with the mistake in it. Throws when the place is not there exactly once: the sources have moved on, and so must the mistake. */
export function applied(bug: PlantedBug, text: string): string {
  const parts = text.split(bug.find);
  if (parts.length !== 2) throw new Error(`${bug.id}: the text to change is ${parts.length - 1} times in firmware/${bug.file}, wanted once`);
  return parts.join(bug.put);
}
