/** Grafana: a dashboard over the metrics of the daemon and of `generate prometheus`, and alert rules for Prometheus from the limits of the protection table. */
import { stringify } from 'yaml';
import { FAULTS } from '../../../firmware/model/faults.js';
import { STATES } from '../../../firmware/model/states.js';
import { pointOf } from '../../device/points.js';
import { snake, words } from '../../record/quantities.js';

/** Panels: title, unit of Grafana, and what it shows. */
const PANELS: readonly { readonly title: string; readonly unit: string; readonly names: readonly string[] }[] = [
  { title: 'Liquid margin', unit: 'kelvin', names: ['margin'] },
  { title: 'Temperatures', unit: 'celsius', names: ['coldestTemp', 'liquidus', 'nakTempA', 'nakTempB', 'cellTemp'] },
  { title: 'Composition', unit: 'percent', names: ['composition', 'compositionBand'] },
  { title: 'Current and limits', unit: 'amp', names: ['current', 'chargeLimit', 'dischargeLimit'] },
  { title: 'Cell voltage', unit: 'volt', names: ['cellVoltage', 'irFreeVoltage', 'modelVoltage'] },
  { title: 'Charge left to the limits', unit: 'none', names: ['runChargeLeft', 'parkChargeLeft', 'runRechargeLeft', 'parkRechargeLeft'] },
  { title: 'Catholyte, oxidised', unit: 'percent', names: ['oxidisedFraction'] },
  { title: 'Flows', unit: 'none', names: ['nakFlow', 'catholyteFlow'] },
  { title: 'Heater and pumps', unit: 'percent', names: ['heaterDuty', 'nakPumpDuty', 'catholytePumpDuty'] },
  { title: 'Resistance relative to the commissioned cell', unit: 'none', names: ['resistanceRatio'] },
];
const WIDTH = 12;
const HEIGHT = 8;

export function grafana(): string {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  const state = {
    id: 1,
    type: 'stat',
    title: 'State',
    datasource,
    gridPos: { x: 0, y: 0, w: 24, h: 4 },
    targets: [{ refId: 'A', expr: 'liquidus_state' }],
    fieldConfig: {
      defaults: { mappings: [{ type: 'value', options: Object.fromEntries(STATES.map((name, code) => [String(code), { text: name }])) }] },
      overrides: [],
    },
  };
  const panels = PANELS.map(({ title, unit, names }, k) => ({
    id: k + 2,
    type: 'timeseries',
    title,
    description: names.map((name) => `${words(name)}: ${pointOf(name).row.doc}`).join('\n'),
    datasource,
    gridPos: { x: WIDTH * (k % 2), y: 4 + HEIGHT * Math.floor(k / 2), w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, custom: { spanNulls: false } }, overrides: [] },
    targets: names.map((name, n) => ({ refId: String.fromCharCode(65 + n), expr: `liquidus_${snake(name)}`, legendFormat: words(name) })),
  }));
  const templating = { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] };
  return `${JSON.stringify({ title: 'Liquidus', uid: 'liquidus', schemaVersion: 39, refresh: '5s', time: { from: 'now-1h', to: 'now' }, templating, panels: [state, ...panels] }, null, 2)}\n`;
}

/** Alert rules: every fault by its number, the margin, and silence. */
export function alertRules(): string {
  const rules = [
    ...FAULTS.map((fault) => ({
      alert: `Liquidus${fault.id}`,
      expr: `liquidus_first_out == ${fault.number}`,
      labels: { severity: fault.reset === 'itself' ? 'warning' : 'critical', fault: fault.id },
      annotations: { summary: `${fault.id} ${fault.name}`, description: fault.advice },
    })),
    {
      alert: 'LiquidusMarginLow',
      // Below 8 K is the warning of P01 and P02; the lowest raw value means "not available".
      expr: 'liquidus_margin < 8 and liquidus_margin > -3276',
      for: '1m',
      labels: { severity: 'warning' },
      annotations: { summary: 'Liquid margin below 8 K', description: 'Warm the coldest line, or move the charge back towards the eutectic.' },
    },
    {
      // Only the daemon's own page has this metric; behind modbus_exporter the rule below does the same for a single device.
      alert: 'LiquidusUnitDown',
      expr: 'liquidus_unit_up == 0',
      for: '1m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'The daemon gets no answer from a unit',
        description: 'Look at the link in the dashboard, then at cable and power of the controller.',
      },
    },
    {
      alert: 'LiquidusSilent',
      expr: 'absent(liquidus_state)',
      for: '1m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'No values from the controller',
        description: 'Check the exporter, the gateway and the line; the controller goes on protecting the cell.',
      },
    },
  ];
  return `# Alert rules for Prometheus, for the metrics of "liquidus serve" (/metrics) and of "liquidus generate prometheus".\n${stringify({ groups: [{ name: 'liquidus', rules }] })}`;
}
