using AttachmentPacs.Core.Access;

namespace AttachmentPacs.Core.Tests.Access;

/// <summary>Hashes of passwords and API keys.</summary>
public class SecretTests
{
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("")]
    [InlineData("Größe:Ω😀")]
    public void Password_is_verified_by_its_own_hash_only(string password)
    {
        string hash = PasswordHashing.Hash(password);

        Assert.True(PasswordHashing.IsHash(hash));
        Assert.True(PasswordHashing.Verify(hash, password));
        Assert.False(PasswordHashing.Verify(hash, password + " "));
        Assert.False(PasswordHashing.Verify(hash, "x" + password));
    }

    [Fact]
    public void Password_hashed_twice_has_two_hashes() => Assert.NotEqual(PasswordHashing.Hash("x"), PasswordHashing.Hash("x"));

    // Version 3 (01), HMAC-SHA-512 (00000002), 210,000 iterations (00033450), 16 bytes of salt.
    [Fact]
    public void Password_hash_names_function_and_iterations() =>
        Assert.StartsWith("01000000020003345000000010", Convert.ToHexString(Convert.FromBase64String(PasswordHashing.Hash("x"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("secret, not a hash!")]
    [InlineData("AQAAAAIAAYag")]
    [InlineData("$2y$10$abcdefghijklmnopqrstuv")]
    public void Password_text_that_is_no_hash_verifies_nothing(string text)
    {
        Assert.False(PasswordHashing.IsHash(text));
        Assert.False(PasswordHashing.Verify(text, text));
    }

    [Fact]
    public void Api_key_is_random_and_fits_into_a_header()
    {
        string key = ApiKey.New();

        Assert.Matches(@"\Aapacs_[A-Za-z0-9_-]{43}\z", key);
        Assert.NotEqual(key, ApiKey.New());
    }

    [Fact]
    public void Api_key_is_verified_by_its_own_hash_only()
    {
        string key = ApiKey.New();
        string hash = ApiKey.HashOf(key);

        Assert.Matches(@"\Asha256:[0-9a-f]{64}\z", hash);
        Assert.True(ApiKey.IsHash(hash));
        Assert.True(ApiKey.Verify(hash, key));
        Assert.False(ApiKey.Verify(hash, ApiKey.New()));
        Assert.False(ApiKey.Verify("", key));
    }

    // "apacs_test": sha256sum says the same.
    [Fact]
    public void Api_key_hash_is_sha256_of_its_text() =>
        Assert.Equal("sha256:" + SumOfTest, ApiKey.HashOf("apacs_test"));

    [Theory]
    [InlineData("")]
    [InlineData("apacs_key")]
    [InlineData("sha256:12")]
    [InlineData("SHA256:0000000000000000000000000000000000000000000000000000000000000000")]
    public void Api_key_text_that_is_no_hash_is_seen(string text) => Assert.False(ApiKey.IsHash(text));

    private const string SumOfTest = "0d1ef899175bed6f5ec23ed0615d22e7884391c040173c8d290c06e17e655220";
}
