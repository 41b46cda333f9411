"""The floor: an epoch's convolutions and matrix products, and nothing else."""


def floor(row, images, turn):
    """Forward, backward and validation at their shapes, one step after the other.

    Where a layer's input is smaller than what the layer before gives (pooling), a corner is cut out.
    """
    from vgkit.backend import tf
    from vgkit.networks.description import kernel_layers

    products = [_product_of(layer) for layer in kernel_layers(row.build())]
    x_train, x_test = (
        tf.constant(images.to_input(x) / 255) for x in (images.x_train, images.x_test)
    )
    batch_size = row.batch_size

    def step(x, backward):
        inputs, outputs = [], []
        for product in products:
            inputs.append(product.fitted(x))
            outputs.append(x := product.forward(inputs[-1]))
        total = tf.reduce_sum(x[0])
        if not backward:
            return total
        signal = x
        for number in reversed(range(len(products))):
            product = products[number]
            if signal.shape[1:] != outputs[number].shape[1:]:
                with tf.control_dependencies([signal]):  # a stand-in, but not any earlier
                    signal = tf.identity(outputs[number])
            # One entry of each product is used, so that none is optimised away.
            total += tf.reshape(product.kernel_gradient(inputs[number], signal), [-1])[0]
            if number:
                signal = product.input_gradient(inputs[number], signal)
        return total

    def steps(x, backward):
        total = tf.zeros(())
        for start in tf.range(0, len(x), batch_size):
            # A step needs the weights of the one before it, so none may start early.
            tf.autograph.experimental.set_loop_options(parallel_iterations=1)
            total += step(x[start : start + batch_size], backward)
        return total

    @tf.function
    def epoch():
        return steps(x_train, True) + steps(x_test, False)

    while True:
        epoch().numpy()
        turn()


def _product_of(layer):
    from vgkit.backend import keras

    return (_Convolution if isinstance(layer, keras.layers.Conv2D) else _Product)(layer)


class _Product:
    """The matrix product of a `Dense` layer, its kernel scaled so that nothing grows or fades.

    Strange numbers would be strangely slow.
    """

    def __init__(self, layer):
        from vgkit.backend import tf

        shape = tuple(layer.kernel.shape)
        scale = float(tf.reduce_prod(shape[:-1])) ** -0.5
        self.kernel = tf.random.normal(shape, stddev=scale, seed=1)
        self.input_shape = tuple(layer.input.shape[1:])
        self.options = {}
        if len(shape) == 4:
            strides = [1, *layer.strides, 1]
            self.options = {"strides": strides, "padding": layer.padding.upper()}

    def fitted(self, x):
        """What fits this layer out of the values before it: those, a corner, or that in a row."""
        from vgkit.backend import tf

        if tuple(x.shape[1:]) == self.input_shape:
            return x
        if len(self.input_shape) == 3:
            height, width, _ = self.input_shape
            return x[:, :height, :width]
        side = int((self.input_shape[0] / x.shape[-1]) ** 0.5)
        return tf.reshape(x[:, :side, :side], [-1, *self.input_shape])

    def forward(self, x):
        return x @ self.kernel

    def kernel_gradient(self, x, signal):
        from vgkit.backend import tf

        return tf.matmul(x, signal, transpose_a=True)

    def input_gradient(self, x, signal):
        from vgkit.backend import tf

        return tf.matmul(signal, self.kernel, transpose_b=True)


class _Convolution(_Product):
    """The same of a `Conv2D` layer."""

    def forward(self, x):
        from vgkit.backend import tf

        return tf.nn.conv2d(x, self.kernel, **self.options)

    def kernel_gradient(self, x, signal):
        from vgkit.backend import tf

        return tf.raw_ops.Conv2DBackpropFilter(
            input=x, filter_sizes=self.kernel.shape, out_backprop=signal, **self.options
        )

    def input_gradient(self, x, signal):
        from vgkit.backend import tf

        return tf.raw_ops.Conv2DBackpropInput(
            input_sizes=tf.shape(x), filter=self.kernel, out_backprop=signal, **self.options
        )
