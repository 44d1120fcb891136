import { rowTests } from './cases.js';

rowTests('esp32');
