// Prints `N passed, N failed[, N skipped]` from vitest's JSON report. A step that failed outside the tests counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

const [, , file, status] = process.argv;
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const failed = report.numFailedTests === 0 && status !== '0' ? 1 : report.numFailedTests;
const skipped = report.numPendingTests + report.numTodoTests;
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
