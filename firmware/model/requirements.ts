/** Safety and function requirements. Faults and scenarios refer to them by id; ids are permanent. */
export interface RequirementRow {
  readonly id: string;
  readonly text: string;
}

export const REQUIREMENTS: readonly RequirementRow[] = [
  {
    id: 'LIQ-1',
    text: 'The current stops in the direction that raises the liquidus before the alloy can leave the liquid window at the coldest wetted point; the other direction stays possible.',
  },
  { id: 'LIQ-2', text: 'When freezing is imminent the NaK pump stops and heating goes on, unless a leak is suspected.' },
  { id: 'LIQ-3', text: 'The composition stays inside the park window, from which the metal survives a loss of heat.' },
  { id: 'LIQ-4', text: 'A lost or doubtful composition is a fault and counts as the worst composition until it is anchored again.' },
  {
    id: 'EST-1',
    text: 'The uncertainty of the composition grows with the charge that is moved and with time, survives a loss of power, and shrinks by an anchor only; limits count with it.',
  },
  { id: 'LIQ-5', text: 'A failed temperature sensor never raises the margin.' },
  { id: 'LIQ-6', text: 'Metal that is missing against what the charge explains is a leak, and the pump never draws gas.' },
  { id: 'CAT-1', text: 'The catholyte neither crystallises nor overheats.' },
  { id: 'GAS-1', text: 'The argon blanket keeps its pressure and stays free of air.' },
  { id: 'GAS-2', text: 'Hydrogen and toxic gas switch everything off, purge or scrub.' },
  { id: 'THM-1', text: 'No part of the cell passes its highest temperature; heat is removed and heating stops.' },
  { id: 'THM-2', text: 'A heater that heats while it is off is found and cut by an independent switch.' },
  { id: 'THM-3', text: 'A heater that cannot hold the temperature that the cell had reached is switched off: the sensor may have come loose.' },
  { id: 'THM-4', text: 'Heating stays below the rate that seals and frames bear, and a heater that has no effect is switched off and reported.' },
  { id: 'THM-5', text: 'Metal that is much colder or hotter than the cell does not flow into it.' },
  { id: 'ELE-1', text: 'Current and terminal voltage stay inside the limits of cell and ceramic.' },
  { id: 'ELE-2', text: 'Charge and discharge end by the IR-free voltage before the catholyte is exhausted.' },
  { id: 'ELE-3', text: 'The contactor does what it is told, or it is a fault.' },
  { id: 'ELE-4', text: 'The contactor closes on a bus that has the voltage of the cell, where a pre-charge switch is fitted.' },
  { id: 'ELE-5', text: 'A failing supply switches everything off before relays let go by themselves, and the counters are saved.' },
  { id: 'ELE-6', text: 'Every single cell of a stack stays inside the voltage limits, and a cell that parts from the others stops the current.' },
  {
    id: 'EST-2',
    text: 'Charge and discharge end before the alloy leaves the park window of the coldest ambient that is forecast; the way back stays open, and the map says so.',
  },
  {
    id: 'CER-1',
    text: 'The resistance of the ceramic is measured by current pulses: no current before it is plausible; too high derates and stops, too low switches everything off.',
  },
  { id: 'CER-2', text: 'A collapse of the cell voltage that charge, temperature and current do not explain switches everything off.' },
  { id: 'HYD-1', text: 'No current flows without flow on both sides of the ceramic.' },
  { id: 'HYD-2', text: 'A pump that stands is switched off.' },
  {
    id: 'HYD-3',
    text: 'Flow and speed are compared with the commands of the pumps, so that a loop that resists or a pump that fails shows before the flow is lost.',
  },
  { id: 'HYD-4', text: 'The pressure across the ceramic stays below its strength.' },
  {
    id: 'HYD-5',
    text: 'The current follows the reactant that the measured catholyte flow brings, so that a worn pump lowers it instead of tripping.',
  },
  { id: 'SAF-1', text: 'A NaK leak switches off contactor, pumps and heaters; it outranks freezing.' },
  { id: 'SAF-2', text: 'The emergency stop switches everything off at once and is reset only at the board.' },
  { id: 'SAF-3', text: 'A controller that hangs, loses ticks or restarts under power leaves the outputs safe and does not start again by itself.' },
  { id: 'SAF-4', text: 'Unknown, stale or implausible input leads to the safe side.' },
  { id: 'SAF-5', text: 'No state, no wait and no Modbus write bypasses a protection.' },
  { id: 'SAF-6', text: 'The controller watches its own lateness, free memory and clock, and stops the current before it loses control.' },
  {
    id: 'SAF-7',
    text: 'Program and parameters in flash are checked at the start and all the time after; damage is a fault, and lost parameters are replaced by those as delivered and never by half a set.',
  },
  { id: 'SAF-8', text: 'Repeated restarts lock the safe state until somebody resets at the board.' },
  { id: 'SAF-9', text: 'Every trip leaves a record with cause, value, limit and state that survives a loss of power.' },
  { id: 'SAF-10', text: 'A memory that fails or runs full stops the current before a counter is lost.' },
  { id: 'SAF-11', text: 'A catholyte leak and smoke switch everything off and are reset only at the board.' },
  {
    id: 'CAL-1',
    text: 'No charge, discharge or rescue before the commissioning is complete and signed; a change of the cell, of its fill or of a calibration takes the signature away.',
  },
  {
    id: 'CAL-2',
    text: 'A calibration corrects a sound sensor only: it is measured at rest against a reference, bounded, and stored with the signature; after a loss of power the old or the new record is in force.',
  },
  { id: 'COM-1', text: 'When the controlling master falls silent the current runs down to zero.' },
  { id: 'COM-2', text: 'The map is one consistent snapshot, and line noise neither trips the plant nor stops the answers to valid requests.' },
  { id: 'SEQ-1', text: 'The cell starts from cold only through thaw, soak and flow checks, and stops to a parked state.' },
  {
    id: 'SEQ-3',
    text: 'After an under-voltage or composition trip a small current in the recovering direction brings the cell back, for a limited time and never with any other trip.',
  },
  { id: 'SEQ-2', text: 'The charge counter survives a loss of power with a known bound of error.' },
];
