/**
 * Command: writes hil/scenario/scenario.schema.json and the two generated tables of docs/scenarios.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIOS_PAGE, SCHEMA_FILE, withTables } from './documents.js';
import { schemaText } from './schema.js';

const root = join(import.meta.dirname, '..', '..');
writeFileSync(join(root, SCHEMA_FILE), schemaText());
const page = join(root, SCENARIOS_PAGE);
writeFileSync(page, withTables(readFileSync(page, 'utf8')));
