a
${x