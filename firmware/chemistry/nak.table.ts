/**
 * Constants of the liquid metal that the bundle is built for, Na–K without a word, from its profile in firmware/model/metal.ts.
 */
import { BOARD } from '../board/row.js';
import { METALS } from '../model/metal.js';

const METAL = METALS[BOARD.metal ?? 'na-k'];

/** Composition of the nodes of the liquidus table, 0.1 wt% Na. */
export const NODE_W = METAL.nodes.map((n) => n[0]);
/** Liquidus of the nodes, 0.1 °C. */
export const NODE_T = METAL.nodes.map((n) => n[1]);
export const NODE_COUNT = METAL.nodes.length;
/** Node of the lowest liquidus. */
export const EUTECTIC_NODE = NODE_T.indexOf(NODE_T.reduce((lowest, t) => (t < lowest ? t : lowest), NODE_T[0]));
/** Added so that the table never reads below the real liquidus, 0.1 °C. */
export const BIAS = METAL.bias;
/** Highest effective liquidus over the window of the absolute limits, 0.1 °C: what an unknown composition counts as. */
export const WORST_LIQUIDUS = METAL.worstLiquidus;
/** Mass of the moving metal per charge, mg per mA·s, and its inverse in mAh per mg. */
export const MG_PER_MAS = METAL.movingMass / 1000;
export const MAH_PER_MG = 1000 / 3600 / METAL.movingMass;
/** Composition of the eutectic, 0.01 wt% Na: above it the metal is Na-rich. */
export const EUTECTIC_W = NODE_W[EUTECTIC_NODE] * 10;
/** Its liquidus without the bias, 0.1 °C. */
export const EUTECTIC_T = NODE_T[EUTECTIC_NODE];
/** Half width of the uncertainty of the composition at an anchor, 0.01 wt% Na. */
export const BAND = METAL.band;
/** Largest half width that is told, 0.01 wt% Na: more is as good as no composition. */
export const WIDEST = 2000;
/** A margin that no check minds, and a charge that limits nothing. */
export const AMPLE = 9999;
