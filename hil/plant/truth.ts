/**
 * What is really the case in the plant. A flat object of numbers, rewritten in every step; flags are 0 or 1.
 * The oracle and the scenarios read it; the controller never sees it. NaN: not part of a plant whose board cannot see it.
 */
export class PlantTruth {
  /** Virtual time since the start, ms. */
  timeMs = 0;
  /** Composition of the metal, wt% Na. */
  sodiumWt = 0;
  /** The same of the loops of a stack with most and with least sodium; of one loop the same number. */
  sodiumWtHighest = 0;
  sodiumWtLowest = 100;
  /** Mass of sodium in the metal, g; constant but for metal that runs out. */
  sodiumMass = 0;
  /** Mass of potassium in the metal, g. */
  potassiumMass = 0;
  /** Liquidus temperature of the metal, °C; of the loops of a stack the highest. */
  liquidus = 0;
  /** Coldest point with metal, °C. */
  coldestTemperature = 0;
  /** Coldest point above that liquidus, K; negative when metal freezes. */
  margin = 0;
  /** The same of the metal that freezes potassium first, K; NaN when none does. */
  marginPotassiumRich = NaN;
  /** Solid share of the metal at the coldest point, 0..1. */
  solidFraction = 0;
  /** Cell body, °C. */
  cellTemperature = 0;
  /** Coldest stretch of the NaK line, where the two PT1000 sit, °C. */
  lineTemperature = 0;
  /** Catholyte tank, °C. */
  catholyteTemperature = 0;
  /** Where the catholyte boils or gives off its oxidant, °C; constant. */
  catholyteBoils = Infinity;
  /** Hottest of cell, line and tank, °C. */
  maxTemperature = 0;
  /** Room, °C. */
  ambient = 0;
  /** Cell current, A; discharge positive. */
  current = 0;
  /** Terminal voltage, V. */
  terminalVoltage = 0;
  /** Lowest and highest cell of a stack, V; NaN without one. */
  cellLowest = NaN;
  cellHighest = NaN;
  /** Power of the whole plant at its terminals, W; discharge positive. */
  power = 0;
  /** Open-circuit voltage, V. */
  ocv = 0;
  /** Area-specific resistance, Ω·cm². */
  asr = 0;
  /** Net charge drawn since the start, Ah; discharge positive. */
  netCharge = 0;
  /** Oxidised fraction of the catholyte, 0..1. */
  oxidisedFraction = 0;
  /** Stoichiometric ratio of the catholyte; Infinity without current. */
  stoichiometricRatio = 0;
  /** NaK flow, mL/min. */
  nakFlow = 0;
  /** Catholyte flow, mL/min. */
  catholyteFlow = 0;
  /** NaK pump speed, revolutions per minute. */
  nakPumpSpeed = 0;
  /** Catholyte pump speed, revolutions per minute. */
  catholytePumpSpeed = 0;
  /** Heater power, W. */
  heaterPower = 0;
  /** Heat that the chiller takes, W. */
  chillerPower = 0;
  /** Heat from the resistance of the cell, W. */
  ohmicHeat = 0;
  /** Heat from the entropy of the cell reaction, W; negative = cooling. */
  entropicHeat = 0;
  /** Heat lost to the room, W. */
  ambientLoss = 0;
  /** Heat content of the plant against liquid at 0 °C, J. */
  storedHeat = 0;
  /** Main contacts closed. */
  contactorClosed = 0;
  /** The NaK tray is wet. */
  leakWet = 0;
  /** At least one e-stop channel is open on the pins. */
  eStopOpen = 0;
  /** Mains at the converter, and what is left in the UPS, 0..1. */
  mainsOn = 1;
  upsLeft = 1;
  /** Supplies of contactor coil, heater and pumps, behind the mains, its UPS and the hardware that acts without the board. */
  contactorFed = 1;
  heaterFed = 1;
  pumpsFed = 1;
  /** What of that hardware has acted and was not reset: comparators on current and voltage, cut-out, relays of leak, stop chain and watchdog. */
  currentComparator = 0;
  voltageComparator = 0;
  cutOut = 0;
  leakRelay = 0;
  stopChain = 0;
  watchdogRelay = 0;
  /** Nothing the controller can do opens the contacts: they are welded, or their coil is on without it. */
  contactorUncontrollable = 0;
  /** Nothing the controller can do stops the current: welded contacts or a coil that it cannot switch, and a converter that pushes by itself. */
  currentUncontrollable = 0;
  /** Nothing the controller can do stops the heat: both switches welded. */
  heaterUncontrollable = 0;
  /** The flow meter reads too high for anybody to know that the NaK flow is gone, or did so until a moment ago. */
  nakFlowHidden = 0;
  /** Nothing the controller can do stops the air fan. */
  fanUncontrollable = 0;
  /** Nothing the controller can do stops the NaK pump: its drive runs by itself. */
  nakPumpUncontrollable = 0;
  /** Nothing the controller can do stops the NaK: it flows by itself, and no valve that obeys shuts its loop. */
  nakFlowUncontrollable = 0;
  /** Nothing the controller can do stops the catholyte pump. */
  catholytePumpUncontrollable = 0;
  /** NaK in the loop, mL, and relative to the start, %. */
  nakVolume = NaN;
  nakVolumeShare = NaN;
  /** Metal that has run out of the loop, g. */
  lostMetal = NaN;
  /** Gauge pressures at the outlets of the two pumps, in the blanket, and across the ceramic (NaK above catholyte), kPa. */
  nakPressure = NaN;
  catholytePressure = NaN;
  blanketPressure = NaN;
  membranePressure = NaN;
  /** Oxygen in the blanket, ppm; hydrogen in the blanket, vol%; hydrogen in the room, %LEL; toxic gas in the room, ppm. */
  oxygen = NaN;
  hydrogen = NaN;
  roomHydrogen = NaN;
  toxicGas = NaN;
  /** Motor currents of the pumps, A. */
  nakPumpCurrent = NaN;
  catholytePumpCurrent = NaN;
  /** Control supply, and the converter's bus, V. */
  supplyVoltage = NaN;
  busVoltage = NaN;
  /** Current through contacts that closed in this step on a bus of another voltage, A. */
  inrushCurrent = NaN;
  /** The catholyte tray is wet. */
  catholyteTrayWet = NaN;
  /** The smoke detector has opened. */
  smoke = NaN;
  /** Air fan of the enclosure runs, isolation valves are open, argon purges. */
  fanOn = NaN;
  valvesOpen = NaN;
  purging = NaN;
}
