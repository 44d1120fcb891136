#!/usr/bin/env node
/**
 * The command line of Liquidus.
 */
import { tolerateClosedPipe } from './exit.js';
import { run } from './run.js';

tolerateClosedPipe();
await run(process.argv);
