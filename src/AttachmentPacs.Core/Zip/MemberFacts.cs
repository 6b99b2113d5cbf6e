namespace AttachmentPacs.Core.Zip;

/// <summary>What an archive says of a member: in its local header or in the descriptor behind its data (APPNOTE 4.3.7, 4.3.9).</summary>
/// <param name="Crc">CRC-32 of the content.</param>
/// <param name="Compressed">Bytes as they are stored.</param>
/// <param name="Uncompressed">Bytes of the content.</param>
internal readonly record struct MemberFacts(uint Crc, long Compressed, long Uncompressed);
