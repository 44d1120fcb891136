/**
 * Where this program keeps its state when nobody says where: in the folder that systemd gives a daemon, or in that of the person.
 */
import { join } from 'node:path';
import { stateFolder } from '../files.js';

/** Folder for recordings and audit log. */
export function stateHome(): string {
  return process.env['STATE_DIRECTORY'] ?? stateFolder();
}

/** Path of the recording of a connection, a file for each; `title` is a device or an address. */
export function defaultRecording(title: string): string {
  return join(stateHome(), `${title.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-+|-+$/g, '')}.db`);
}
