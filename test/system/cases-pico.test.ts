import { rowTests } from './cases.js';

rowTests('pico');
