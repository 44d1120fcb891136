/**
 * `liquidus generate`: configurations for other systems, from the rows of the map.
 */
import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { parseHostPort } from '../bus/connection.js';
import { LiquidusError } from '../error.js';
import { EXIT_HELP } from './exit.js';
import { evcc } from './generate/evcc.js';
import { alertRules, grafana } from './generate/grafana.js';
import { homeAssistant } from './generate/home-assistant.js';
import { nodeRed } from './generate/node-red.js';
import { prometheus } from './generate/prometheus.js';
import type { Place } from './generate/quantities.js';
import { telegraf } from './generate/telegraf.js';
import { wholeNumber } from './number-options.js';

interface GenerateFlags {
  readonly tcp: string;
  readonly unit: number;
  readonly profile: Place['profile'];
  readonly rules?: boolean;
}

const KINDS: Readonly<Record<string, (place: Place) => string>> = {
  telegraf,
  homeassistant: homeAssistant,
  prometheus,
  evcc,
  grafana,
  'node-red': nodeRed,
};

/** Adds the command. */
export function addGenerate(program: Command): void {
  program
    .command('generate')
    .addArgument(new Argument('<system>', 'for which system').choices(Object.keys(KINDS)))
    .description('print a configuration for Telegraf, Home Assistant, Prometheus, evcc, Grafana or Node-RED, from the register map')
    .option('--tcp <host:port>', 'where that system reaches the device', '127.0.0.1:502')
    .option('--unit <n>', 'Modbus address of the device', wholeNumber('--unit', 1, 247), 1)
    .addOption(new Option('--profile <name>', 'profile of the board').choices(['core', 'full']).default('core'))
    .option('--rules', 'grafana: alert rules for Prometheus in place of the dashboard')
    .addHelpText(
      'after',
      `\nNeeds no device. The dashboard and the rules of grafana are for the metrics of "generate prometheus".\n${EXIT_HELP}\n\nExamples:\n  liquidus generate telegraf --tcp 10.0.0.7:502 > liquidus.conf\n  liquidus generate grafana > liquidus.json\n  liquidus generate grafana --rules > liquidus-rules.yml\n  liquidus generate homeassistant --tcp 10.0.0.7:502 --profile full`,
    )
    .action((system: string, flags: GenerateFlags) => {
      if (flags.rules === true && system !== 'grafana')
        throw new LiquidusError('usage.value', `--rules belongs to grafana; leave it out with ${system}.`);
      const place = { ...parseHostPort(flags.tcp), unit: flags.unit, profile: flags.profile };
      process.stdout.write(flags.rules === true ? alertRules() : (KINDS[system]?.(place) ?? ''));
    });
}
