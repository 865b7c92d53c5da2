/// A certificate for `localhost` that signed itself, and its key: worth nothing anywhere else.
package enum TestCertificate {
    package static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBlTCCATugAwIBAgIUBP+7j9bBswtAf9lq4C6c7C8sjUIwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjAyMjkzNFoYDzIxMjYxMDI5
        MDIyOTM0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQJkAic41svbv6naH17KZ8826+m3GeV5xOIoTj7IxoGhP+ueuXjWOdt
        X+iTLdWNsbM6oIfp3amyjJCSmV9sl+0fo2kwZzAdBgNVHQ4EFgQUkD+nyoldGmrC
        3/O6aPrXUx7BJjQwHwYDVR0jBBgwFoAUkD+nyoldGmrC3/O6aPrXUx7BJjQwDwYD
        VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
        SAAwRQIgKO7+k2a7Cgs9ZWzDxYfZBJseehBlUcdwaGLWorIOGeYCIQD9RrYMJjRi
        p5aGpGrVzhuGcja+s+A9iVRPEshvGm56Hw==
        -----END CERTIFICATE-----

        """

    package static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKvXrOHYokeRMCi64
        Mln/tMcb8RevhSPcLrHa9d5l3QShRANCAAQJkAic41svbv6naH17KZ8826+m3GeV
        5xOIoTj7IxoGhP+ueuXjWOdtX+iTLdWNsbM6oIfp3amyjJCSmV9sl+0f
        -----END PRIVATE KEY-----

        """
}
