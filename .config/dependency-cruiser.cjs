/** Modules that the interpreter itself brings: `require('Storage')`. */
const INTERPRETER_MODULE = '^(?:Storage|net|Wifi)$';

/** Import arrows of the house (docs/design.md): they point down only. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module, or lack a third. Type imports do not count.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'Every import finds its file.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: INTERPRETER_MODULE },
    },
    {
      name: 'firmware-stands-alone',
      comment: 'What runs on the board imports nothing but the firmware: no package, no Node, nothing of host, hil or the build.',
      severity: 'error',
      from: { path: '^firmware/', pathNot: '^firmware/build/' },
      to: { pathNot: ['^firmware/(?!build/)', INTERPRETER_MODULE] },
    },
    {
      name: 'model-is-the-floor',
      comment: 'The rows know nothing of the code that uses them.',
      severity: 'error',
      from: { path: '^firmware/model/' },
      to: { pathNot: '^firmware/model/' },
    },
    {
      name: 'only-the-board-touches-hardware',
      comment: 'Model, chemistry and protections are pure: pins, ports and Storage stand in firmware/board. Its row only says what is fitted.',
      severity: 'error',
      from: { path: '^firmware/(?:chemistry|protect)/' },
      to: { path: '^firmware/board/(?!row\\.ts)' },
    },
    {
      name: 'build-sees-only-the-model',
      comment: 'The build reads the firmware as text; from its code it needs the rows only.',
      severity: 'error',
      from: { path: '^firmware/build/' },
      to: { path: '^(?:host|hil|test|firmware/(?!model/|build/))' },
    },
    {
      name: 'pc-sees-only-the-model',
      comment: 'Host and bench share the rows with the firmware and nothing else, so that they cannot inherit its mistakes.',
      severity: 'error',
      from: { path: '^(?:host|hil)/' },
      to: { path: '^firmware/(?!model/)' },
    },
    {
      name: 'host-below-bench',
      comment: 'Only the command line knows the bench.',
      severity: 'error',
      from: { path: '^host/', pathNot: '^host/cli/' },
      to: { path: '^hil/' },
    },
    {
      name: 'bench-uses-bus-and-device',
      comment: "The bench's Modbus master is host/bus and host/device; of the rest of the host it knows the error type only.",
      severity: 'error',
      from: { path: '^hil/' },
      to: { path: '^host/(?!bus/|device/|error\\.ts$)' },
    },
    {
      name: 'cli-is-the-top',
      comment: 'Nobody imports the command line; its tests do.',
      severity: 'error',
      from: { pathNot: '^(?:host/cli|test)/' },
      to: { path: '^host/cli/' },
    },
    {
      name: 'tests-are-the-roof',
      comment: 'No code depends on tests.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'installed-code-needs-installed-packages',
      comment: 'Host and bench are installed without development packages.',
      severity: 'error',
      from: { path: '^(?:host|hil)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: '^(?:node_modules|dist|out)/' },
    exclude: { path: '^(?:dist|out|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
