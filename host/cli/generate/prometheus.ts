/** Prometheus: `modbus.yml` of modbus_exporter, and the scrape configuration for it. */
import { stringify } from 'yaml';
import { quantities, snake } from '../../record/quantities.js';
import type { Place } from './quantities.js';
import { missing, typeName } from './quantities.js';

/** modbus_exporter writes the function code before an address of five digits; input registers are read with function 4. */
const INPUT = 400_000;

export function prometheus({ host, port, unit, profile }: Place): string {
  const metrics = quantities(profile).map((point) => ({
    name: `liquidus_${snake(point.name)}`,
    help: `${point.row.doc}${point.row.unit === '' ? '' : `, ${point.row.unit}`}${missing(point) === undefined ? '' : `; ${missing(point) ?? ''} steps: not available`}`,
    address: INPUT + point.row.address,
    dataType: typeName(point),
    endianness: 'big',
    metricType: 'gauge',
    ...(point.row.scale === 1 ? {} : { factor: point.row.scale }),
  }));
  const scrape = {
    scrape_configs: [
      {
        job_name: 'liquidus',
        metrics_path: '/modbus',
        params: { module: ['liquidus'], target: [`${host}:${port}`], sub_target: [String(unit)] },
        static_configs: [{ targets: ['127.0.0.1:9602'] }],
      },
    ],
  };
  const commented = stringify(scrape)
    .trimEnd()
    .split('\n')
    .map((line) => `# ${line}`);
  return [
    '# "liquidus serve" has these metrics itself, at http://127.0.0.1:8502/metrics: then none of this is needed.',
    '# modbus.yml of modbus_exporter (https://github.com/RichiH/modbus_exporter). For prometheus.yml:',
    ...commented,
    stringify({ modules: [{ name: 'liquidus', protocol: 'tcp/ip', metrics }] }),
  ].join('\n');
}
