/** Files of functions 20 and 21. Records count registers. */

/** Numbers of the files, which are permanent. */
export const FILE = { events: 1, parameters: 2, map: 3, histories: 5 } as const;

export interface FileRow {
  readonly number: number;
  readonly name: string;
  readonly doc: string;
}

export const FILE_ROWS: readonly FileRow[] = [
  {
    number: FILE.events,
    name: 'events',
    doc: 'event records of eight registers each, the first one that of the event in `eventCursor`, as many as the memory holds',
  },
  { number: FILE.parameters, name: 'parameters', doc: 'record k is holding register 2000 + k; the one file that takes function 21' },
  {
    number: FILE.map,
    name: 'map',
    doc: 'the map as ASCII text, two characters a register, filled up with spaces',
  },
  {
    number: FILE.histories,
    name: 'histories',
    doc: 'the eight history records, that of event n at record 128 × (n modulo 8), six registers unused behind each',
  },
];
