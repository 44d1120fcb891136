/**
 * Constants of nature and of the two metals. Sources: docs/physics.md, section 0.
 */

/** Molar gas constant, J/(mol·K) (CODATA). */
export const GAS_CONSTANT = 8.314462618;

/** Faraday constant, C/mol (CODATA). */
export const FARADAY = 96485.33212;

/** 0 °C in K. */
export const KELVIN = 273.15;

/** Molar mass of sodium, g/mol (IUPAC). */
export const MOLAR_MASS_SODIUM = 22.98976928;

/** Molar mass of potassium, g/mol (IUPAC). */
export const MOLAR_MASS_POTASSIUM = 39.0983;

/** Melting point of pure potassium, K (63.5 °C, ITS-90 handbooks). */
export const MELTING_POTASSIUM = 336.65;

/** Melting point of pure sodium, K (97.8 °C, ITS-90 handbooks). */
export const MELTING_SODIUM = 370.944;
