/** Pins of the second board. The build puts the interpreter's pin objects in this module's place; this is the one for tests. */
import { STIMULUS_PINS } from '../../../firmware/model/stimulus.js';

export const BOARD = { pins: STIMULUS_PINS };
