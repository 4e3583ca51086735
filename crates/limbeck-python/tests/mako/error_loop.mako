
${loop.index}
