/** `from` moved towards `to` by at most `most`, all in one unit. */
export function approach(from: number, to: number, most: number): number {
  return Math.abs(to - from) <= most ? to : from + (to > from ? most : -most);
}
