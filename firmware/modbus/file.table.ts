/** Numbers of the files as constants. */
import { FILE } from '../model/files.js';

export const EVENTS = FILE.events;
export const PARAMETERS = FILE.parameters;
export const MAP = FILE.map;
export const HISTORIES = FILE.histories;
