"""`hashlib.blake2b` and `blake2s` with all their parameters (RFC 7693), which the interpreter's own do not take."""

_ORDER = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    (14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3),
    (11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4),
    (7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8),
    (9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13),
    (2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9),
    (12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11),
    (13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10),
    (6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5),
    (10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0),
)
_QUARTERS = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)


class _Blake2:
    """The parts that both sizes of word share."""

    def __init__(
        self, data=b"", /, *, digest_size=None, key=b"", salt=b"", person=b"", fanout=1, depth=1, leaf_size=0,
        node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None,
    ):
        size = self.MAX_DIGEST_SIZE if digest_size is None else digest_size
        if not 1 <= size <= self.MAX_DIGEST_SIZE:
            raise ValueError("digest_size for %s must be between 1 and %d bytes" % (self.name, self.MAX_DIGEST_SIZE))
        if len(key) > self.MAX_KEY_SIZE:
            raise ValueError("maximum key length is %d bytes" % self.MAX_KEY_SIZE)
        if len(salt) > self.SALT_SIZE or len(person) > self.PERSON_SIZE:
            raise ValueError("maximum salt and person length is %d bytes" % self.SALT_SIZE)
        if (fanout, depth, leaf_size, node_offset, node_depth, inner_size, last_node) != (1, 1, 0, 0, 0, 0, False):
            raise NotImplementedError("limbeck does not have tree hashing")
        self.digest_size = size
        word = self.block_size // 16
        parameters = bytes([size, len(key), 1, 1]).ljust(4 * word, b"\0")
        parameters += bytes(salt).ljust(self.SALT_SIZE, b"\0") + bytes(person).ljust(self.PERSON_SIZE, b"\0")
        self._state = [
            start ^ int.from_bytes(parameters[word * place:word * place + word], "little")
            for place, start in enumerate(self._START)
        ]
        self._count = 0
        self._rest = bytes(key).ljust(self.block_size, b"\0") if key else b""
        self.update(data if string is None else string)

    def update(self, data):
        self._rest += bytes(data)
        # The last block is kept: it is marked as such.
        while len(self._rest) > self.block_size:
            block, self._rest = self._rest[:self.block_size], self._rest[self.block_size:]
            self._count += self.block_size
            self._state = self._compressed(self._state, block, self._count, False)

    def _compressed(self, state, block, count, last):
        word, bits = self.block_size // 16, self.block_size // 2
        mask = (1 << bits) - 1
        m = [int.from_bytes(block[word * place:word * place + word], "little") for place in range(16)]
        v = state + list(self._START)
        v[12] ^= count & mask
        v[13] ^= count >> bits
        if last:
            v[14] ^= mask
        r1, r2, r3, r4 = self._TURNS
        for step in range(self._STEPS):
            order = _ORDER[step % 10]
            for place, (a, b, c, d) in enumerate(_QUARTERS):
                va = (v[a] + v[b] + m[order[2 * place]]) & mask
                vd = v[d] ^ va
                vd = (vd >> r1 | vd << bits - r1) & mask
                vc = (v[c] + vd) & mask
                vb = v[b] ^ vc
                vb = (vb >> r2 | vb << bits - r2) & mask
                v[a] = va = (va + vb + m[order[2 * place + 1]]) & mask
                vd ^= va
                v[d] = vd = (vd >> r3 | vd << bits - r3) & mask
                v[c] = vc = (vc + vd) & mask
                vb ^= vc
                v[b] = (vb >> r4 | vb << bits - r4) & mask
        return [state[place] ^ v[place] ^ v[place + 8] for place in range(8)]

    def digest(self):
        block = self._rest.ljust(self.block_size, b"\0")
        state = self._compressed(self._state, block, self._count + len(self._rest), True)
        word = self.block_size // 16
        return b"".join([value.to_bytes(word, "little") for value in state])[:self.digest_size]

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other


class blake2b(_Blake2):
    name = "blake2b"
    block_size = 128
    MAX_DIGEST_SIZE = MAX_KEY_SIZE = 64
    SALT_SIZE = PERSON_SIZE = 16
    _STEPS = 12
    _TURNS = (32, 24, 16, 63)
    _START = (
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    )


class blake2s(_Blake2):
    name = "blake2s"
    block_size = 64
    MAX_DIGEST_SIZE = MAX_KEY_SIZE = 32
    SALT_SIZE = PERSON_SIZE = 8
    _STEPS = 10
    _TURNS = (16, 12, 8, 7)
    _START = (
        0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
    )
