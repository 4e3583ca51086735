## -*- coding: utf-8 -*-
größe ${"ñ" * 2} 日本 ${message} 😀
<% naïve = "λ" %>${naïve} ${"\N{BULLET} \u00e9 \x41"}
