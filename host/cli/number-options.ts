/**
 * Numbers on the command line, checked where they are read.
 */
import { InvalidArgumentError } from 'commander';

/** Parser of a whole number within limits. */
export function wholeNumber(name: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`${name} takes a whole number of ${low}..${high}.`);
  };
}

/** Parser of a number within limits; `unit` is for the message. */
export function decimalNumber(name: string, low: number, high: number, unit: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`${name} takes a number of ${low}..${high}${unit === '' ? '' : ` ${unit}`}.`);
  };
}
