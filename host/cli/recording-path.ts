/**
 * Where `serve` records when nobody says where: in the state folder of systemd, or of the user, one file for each connection.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Path of the recording of a connection; `title` is a device or an address. */
export function defaultRecording(title: string): string {
  const { STATE_DIRECTORY, XDG_STATE_HOME } = process.env;
  const folder = STATE_DIRECTORY ?? join(XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'liquidus');
  return join(folder, `${title.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-+|-+$/g, '')}.db`);
}
