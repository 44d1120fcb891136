/**
 * The dashboard's files. They are few and small, and are read from disk each time; what is outside the folder does not exist.
 */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Liquidus</title>
<h1>The dashboard is not built</h1><p>This daemon works, but it finds no dashboard beside itself. Run <code>make build</code> and load this page again.
The API is there: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>`;

/** Sends a file of `folder`, `index.html` for the folder itself. False when there is no such file. */
export async function sendFile(folder: string, path: string, response: ServerResponse): Promise<boolean> {
  const wanted = path.endsWith('/') ? `${path}index.html` : path;
  const file = normalize(join(folder, wanted));
  if (!file.startsWith(folder + sep) || file.includes('\0')) return false;
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    if (path !== '/') return false;
    response.writeHead(503, { 'content-type': 'text/html; charset=utf-8' }).end(NOT_BUILT);
    return true;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache' }).end(bytes);
  return true;
}
