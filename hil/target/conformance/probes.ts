/** All probes, in the order of the record. */
import { API_PROBES } from './api.js';
import { CHIP_PROBES } from './chips.js';
import { LANGUAGE_PROBES } from './language.js';
import type { Probe } from './probe.js';
import { TOKEN_PROBES } from './tokens.js';
import { VALUE_PROBES } from './values.js';

export const PROBES: readonly Probe[] = [...LANGUAGE_PROBES, ...TOKEN_PROBES, ...VALUE_PROBES, ...API_PROBES, ...CHIP_PROBES];
