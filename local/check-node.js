// Plain JavaScript on purpose: this must run, and explain itself, on the very Node versions that tierline cannot run on.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `tierline runs on Node 24, but this is Node ${process.versions.node}.\n` +
      'The dev dependency "node" brings Node 24 for npm scripts; its install script was skipped or failed.\n' +
      'Mend it with: npm rebuild node   (and check "allowScripts" in package.json)',
  );
  process.exit(1);
}
