/** Times and rates of sequencer and control. Source: docs/physics.md, sections on heat, pumps and warm-up. */

/** Control period, ms. */
export const TICK_MS = 100;
/** Pumps stay locked until the margin has been above the warn level for this long, s. */
export const SOAK_S = 600;
/** The NaK pump runs at a fifth first, for this long, s. */
export const PUMP_START_S = 10;
/** Both flows must be above three quarters of their set values for this long before current is allowed, s. */
export const FLOW_PROOF_S = 30;
export const FLOW_PROOF_RATIO = 750;
/** After a stop the pumps go on until the cell is at this temperature, 0.1 °C, and for this long at most, s. */
export const PARK_TEMP = 300;
export const COOL_DOWN_S = 1800;
/** The bus of the converter is pre-charged when it is within this share of the cell voltage; the contactor closes after one second at the earliest. */
export const BUS_TOLERANCE = 0.05;
/** Coldest cell that may carry current, 0.1 °C. */
export const MIN_OPERATING_TEMP = 250;
/** Heat-up ramp, 0.1 K per second: 2 K/min. */
export const RAMP = 20 / 60;
/** Heater controller: duty per 0.1 K, and per 0.1 K and second. */
export const HEATER_GAIN = 0.05;
export const HEATER_INTEGRAL = 0.0003;
/** The ramping set-point leads the cell by this at most, 0.1 K: then the heater is fully on. */
export const HEATER_LEAD = 25;
/** A cell that has been warm counts as not held when it is colder than the set temperature by more than this, 0.1 K. */
export const HOLD_BAND = 50;
/** The heater output dies when the thermal control has not refreshed it for this long, ms. */
export const DEAD_MAN_MS = 3000;
/** Full scale of the pumps, 0.1 mL/min: NaK and catholyte. */
export const NAK_PUMP_FULL = 200;
export const CATHOLYTE_PUMP_FULL = 1000;
/** Full scale of the converter's current command, mA. */
export const CONVERTER_FULL = 1000;
/** Time that a forecast of the ambient counts for after it was written, ms. */
export const FORECAST_MS = 3600000;
/** Idle time after which rising temperature counts as a welded heater, s. */
export const IDLE_S = 60;
/** PWM frequencies, Hz: the heater's, which a relay driver of solid state follows, and that of the two limit outputs, which change seldom. */
export const HEATER_HZ = 10;
export const LIMIT_HZ = 1000;
/** A gap between two ticks that the processor cannot have stood through, because its watchdog bites after one second: the clock has jumped, ms. */
export const CLOCK_STEP_MS = 2000;
/** A start that has run for this long ends a series of short ones, ms. */
export const GOOD_RUN_MS = 60000;
/** Oxidised fraction of the catholyte, 0.01 %: discharge ends below the one, charge above the other. */
export const EMPTY_CATHOLYTE = 500;
export const FULL_CATHOLYTE = 9500;
/** A command that stores runs this long after its answer, ms: five characters at 9600 Bd take six, and a master shall see that it runs. */
export const STORE_DELAY_MS = 100;
/** Time that a floor or a ceiling of the charge counts for after a master has written it, s. */
export const RESERVE_S = 900;
