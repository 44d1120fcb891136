// Development runner: node --no-warnings --import ./.config/ts-node.mjs FILE.ts
// Types are not checked here (swc only strips them); `npm run typecheck` does that.
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

process.env.TS_NODE_PROJECT ??= fileURLToPath(new URL('../tsconfig.json', import.meta.url));
register('ts-node/esm', import.meta.url);
register('./ts-node-patterns.mjs', import.meta.url);
