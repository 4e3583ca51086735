% for name in ["a", "b", "c"]:
${loop.index} ${loop.reverse_index} ${loop.first} ${loop.last} ${loop.even} ${loop.odd} ${len(loop)} ${name} ${loop.cycle("x", "y")}
% for inner in (1, 2):
  ${loop.parent.index}.${loop.index} ${inner}
% endfor
% endfor
% for x, (y, z) in [(1, (2, 3))]:
${loop.index} ${x} ${y} ${z}
% endfor
% for x in "in":
${x}${loop.index}
% else:
done
% endfor
