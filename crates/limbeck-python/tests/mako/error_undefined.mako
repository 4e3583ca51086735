a
${missing}
